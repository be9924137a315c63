"""Electronic invoices: XML of UN/CEFACT (CII) and OASIS (UBL), in a PDF or alone."""
