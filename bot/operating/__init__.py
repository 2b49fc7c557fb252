"""What whoever runs linli needs beside the running program: checks, figures, lists of members, backups."""
