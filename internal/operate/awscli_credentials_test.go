package operate

import (
	"slices"
	"testing"
)

// TestOtherCredentialsWinOverAProfile catches a profile that stays beside the credentials of a role. The AWS CLI prefers the profile, and
// takes an empty one for a profile without a name.
func TestOtherCredentialsWinOverAProfile(t *testing.T) {
	t.Setenv("AWS_PROFILE", "own")
	t.Setenv("AWS_DEFAULT_PROFILE", "")
	key := "AWS_ACCESS_KEY_ID=ASIA"
	environment := withCredentials([]string{key})
	for _, unwanted := range []string{"AWS_PROFILE=own", "AWS_PROFILE=", "AWS_DEFAULT_PROFILE="} {
		if slices.Contains(environment, unwanted) {
			t.Errorf("%s is in the environment, want it out", unwanted)
		}
	}
	if !slices.Contains(environment, key) {
		t.Errorf("%s is not in the environment, want it in", key)
	}
	if own := withCredentials(nil); !slices.Contains(own, "AWS_PROFILE=own") {
		t.Error("without other credentials the profile is gone, want it to stay")
	}
}
