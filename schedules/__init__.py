"""What happens because time passes: recurrences, working days, broadcasts, deadlines, reminders."""
