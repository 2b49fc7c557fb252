"""Generated tables of characters, and the builder that makes them (`python -m intents.tables.build`).

simplified.tsv is made from the OpenCC dictionaries (Apache-2.0, see LICENCES.md beside it); syllables.tsv with
pypinyin (MIT). Neither library is imported at run time.
"""
