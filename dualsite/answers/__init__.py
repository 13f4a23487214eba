"""What the pages say, computed: small frames and sentences, without a screen. One module per page."""
