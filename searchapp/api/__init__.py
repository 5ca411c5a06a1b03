"""The API for programs: its description, answers, errors, and the MCP server."""
