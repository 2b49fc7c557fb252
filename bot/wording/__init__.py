"""The sentences that residents, staff and merchants read, one module for each part of life."""
