"""What is read from the file: a query line becomes SQL on the public views, its rows become named tuples."""
