"""A page that starts all pending receipts and shows how far they are: `API_URL=http://localhost:8001 streamlit run receipts_streamlit.py`."""

import os
import time

import requests
import streamlit as st

API_URL = os.environ.get("API_URL", "http://localhost:8001")
PATIENCE_S = 10

st.session_state.setdefault("user_id", 1)

if st.button("🚀 Process All Pending Receipts"):
    response = requests.post(
        f"{API_URL}/receipts/ocr/process-all",
        params={"user_id": st.session_state.user_id},
        timeout=PATIENCE_S,
    )
    if response.status_code == 200:
        st.success("✅ Processing started in background!")

        # Poll for status
        with st.spinner("Processing receipts..."):
            time.sleep(2)
            status = requests.get(f"{API_URL}/receipts/ocr/queue-status", timeout=PATIENCE_S)
            st.json(status.json())
    else:
        st.error(response.json()["detail"])
