"""The operators' admin, whose start page is the control room."""
