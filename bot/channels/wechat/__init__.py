"""WeChat through a Wechaty gateway. Importing this package does not import wechaty (79 MB); `channel` does."""
