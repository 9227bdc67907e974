"""One module a subcommand of `python -m server`; each knows its own arguments and no other's."""
