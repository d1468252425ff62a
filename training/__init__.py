"""How the weights in src/trucewatch/reading/models were made; needed by nobody who only reads reports."""
