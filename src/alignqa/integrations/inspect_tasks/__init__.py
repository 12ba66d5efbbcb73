"""alignqa as a task of Inspect (inspect-ai): questions with gold evidence, alignqa's answers to them, and their scores."""
