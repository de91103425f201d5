// A provider of accounts for the tests: strict, with one client, and everybody who gives a name signs in under it.
import Provider from "oidc-provider";

const { issuer, redirect, client, secret } = JSON.parse(process.argv[2]);

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: client,
      client_secret: secret,
      redirect_uris: [redirect],
      grant_types: ["authorization_code"],
      response_types: ["code"],
      token_endpoint_auth_method: "client_secret_post",
    },
  ],
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
  pkce: { required: () => true },
  features: { devInteractions: { enabled: true } },
  findAccount: async (_, id) => ({
    accountId: id,
    claims: async () => ({ sub: id, email: `${id}@vaart.example`, email_verified: true, name: id }),
  }),
});

provider.listen(Number(new URL(issuer).port), "127.0.0.1");
