"""The running program: channels, conversation, handlers, wording, sending, web pages, command line."""
