package exposure

import "testing"

// Catches a renamed vault whose name is replaced within the name of another one, which then seems to change.
func TestANameWithinALongerOneIsNotReplaced(t *testing.T) {
	names := renaming{"shop-archive": "shop-archives", "shop": "store"}
	for text, want := range map[string]string{
		"arn:aws:backup:us-east-1:1:backup-vault:shop-archive":      "arn:aws:backup:us-east-1:1:backup-vault:shop-archives",
		"arn:aws:backup:us-east-1:1:backup-vault:shop-archive-copy": "arn:aws:backup:us-east-1:1:backup-vault:shop-archive-copy",
		"arn:aws:s3:::shop/*": "arn:aws:s3:::store/*", "workshop": "workshop",
		"https://sqs.us-east-1.amazonaws.com/1/shop": "https://sqs.us-east-1.amazonaws.com/1/store",
	} {
		if got := names.replace(text); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}
