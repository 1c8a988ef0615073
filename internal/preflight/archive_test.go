package preflight

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"kasha/lib/config"
)

// archived returns the configuration with a copy of dev's archive in a second region or a second account.
func archived(region, account string) config.Kasha {
	kasha := platform()
	kasha.Environments[0].Backup = config.Backup{Archive: true, CopyRegion: region, CopyAccount: account}
	return kasha
}

func checkDev(t *testing.T, kasha config.Kasha, purpose Purpose, aws *standIn) (Clearance, []string) {
	t.Helper()
	aws.start(t)
	dev, err := Find(kasha, "dev", purpose)
	if err != nil {
		t.Fatal(err)
	}
	cleared, err := Check(context.Background(), kasha, dev, purpose, Toolkit{})
	var obstacles Obstacles
	if err != nil && !errors.As(err, &obstacles) {
		t.Fatal(err)
	}
	return cleared, obstacles.Sentences
}

// TestArchiveRegionMustBeBootstrapped catches a deployment that stops half-way, at the stack with the archive's copies.
func TestArchiveRegionMustBeBootstrapped(t *testing.T) {
	aws := standIn{account: "444444444444", bootstraps: map[string]string{"eu-west-1": "30", "us-east-1": "30"}}
	_, sentences := checkDev(t, archived("us-west-2", ""), Deploy, &aws)
	want := []string{"Account 444444444444 is not bootstrapped for the CDK in us-west-2, where the archive's copy goes; fix: make " +
		"bootstrap ENV=dev"}
	if !slices.Equal(sentences, want) {
		t.Errorf("got %q, want %q", sentences, want)
	}
	if asked := strings.Join(aws.asked, " "); asked != "sts/us-east-1 ssm/eu-west-1 ssm/us-east-1 ssm/us-west-2 iam/us-east-1 ec2/eu-west-1 "+
		"cloudformation/us-east-1 backup/eu-west-1 backup/us-west-2" {
		t.Errorf("asked %s", asked)
	}
	cleared, _ := checkDev(t, archived("us-west-2", ""), Bootstrap, &standIn{account: "444444444444"})
	if want := "npx cdk bootstrap aws://444444444444/eu-west-1 aws://444444444444/us-east-1 " +
		"aws://444444444444/us-west-2"; cleared.Command != want {
		t.Errorf("runs %q, want %q", cleared.Command, want)
	}
}

// TestArchiveAccountIsNamed catches a second account that is not mentioned, and a call for it: these credentials only see regions of
// their own account.
func TestArchiveAccountIsNamed(t *testing.T) {
	everywhere := map[string]string{"eu-west-1": "30", "us-east-1": "30"}
	piped := archived("", "666666666666")
	piped.Pipeline = &config.Pipeline{Account: "777777777777"}
	same := archived("", "666666666666")
	same.Pipeline = &config.Pipeline{Account: "666666666666"}
	for name, test := range map[string]struct {
		kasha   config.Kasha
		trusted string
	}{
		"by hand":                         {archived("", "666666666666"), "--trust 444444444444"},
		"by pipeline, too":                {piped, "--trust 444444444444 --trust 777777777777"},
		"by a pipeline that is there too": {same, "--trust 444444444444"},
	} {
		for _, purpose := range Purposes() {
			aws := standIn{account: "444444444444", bootstraps: everywhere}
			cleared, sentences := checkDev(t, test.kasha, purpose, &aws)
			want := "The archive's copy of dev goes to account 666666666666, which these credentials cannot check. Run once with that " +
				"account's credentials: make bootstrap ENV=dev"
			if len(sentences) > 0 || !slices.Equal(cleared.Notes, []string{want}) {
				t.Errorf("%s, %s: obstacles %q, notes %q, want the note %q", name, purpose, sentences, cleared.Notes, want)
			}
			role := map[Purpose]string{Deploy: " iam/us-east-1 ec2/eu-west-1 cloudformation/us-east-1 backup/eu-west-1"}[purpose]
			if asked := strings.Join(aws.asked, " "); purpose != Bootstrap && asked != "sts/us-east-1 ssm/eu-west-1 ssm/us-east-1"+role {
				t.Errorf("%s, %s: asked %s", name, purpose, asked)
			}
			if strings.Contains(cleared.Command, "666666666666/") {
				t.Errorf("%s, %s: runs %s", name, purpose, cleared.Command)
			}
		}
		cleared, _ := checkDev(t, test.kasha, Bootstrap, &standIn{account: "666666666666"})
		want := "npx cdk bootstrap " + test.trusted + " --cloudformation-execution-policies arn:aws:iam::aws:policy/AdministratorAccess " +
			"aws://666666666666/eu-west-1"
		if cleared.Command != want {
			t.Errorf("%s, with the other account's credentials: runs %s, want %s", name, cleared.Command, want)
		}
	}
}
