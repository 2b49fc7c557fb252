"""Language: the text of a message in, a Reading out. Pure functions on a given lexicon and scene."""
