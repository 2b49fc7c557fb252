"""What is true in a neighbourhood: tables, migrations, the operations on them, the workbook."""
