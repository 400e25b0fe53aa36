"""Files to tables of text: any spreadsheet or text file, in a confined process, laid out."""
