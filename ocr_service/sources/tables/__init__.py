"""The two ways to a table: PostgreSQL itself, and the REST interface that Supabase puts before it."""
