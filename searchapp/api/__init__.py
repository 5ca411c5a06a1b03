"""API for programs: OpenAPI description, answers, errors, and the MCP server."""
