"""Lists for people who work with Excel: for the supplier, for each pick-up point, for the desk."""
