"""The spreadsheet with a row per task: takenoverzicht."""
