"""Sending: the pace of an account, the gathering of answers, and the one who sends."""
