// Starts GraphiQL on this page; the query in the address, if any, is filled in.
"use strict";
const asked = new URLSearchParams(window.location.search).get("query");
const fetcher = GraphiQL.createFetcher({ url: "graphql" });
ReactDOM.createRoot(document.getElementById("graphiql")).render(
  React.createElement(GraphiQL, {
    fetcher,
    query: asked === null ? undefined : asked,
    defaultQuery: "{\n  schools(first: 10) {\n    totalCount\n    nodes {\n      id\n      name\n    }\n  }\n}\n",
    defaultEditorToolsVisibility: true,
    isHeadersEditorEnabled: false,
    showPersistHeadersSettings: false,
  }),
);
