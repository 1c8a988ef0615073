package operate

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const goodPassword = "correct-horse-battery"

func passwordAccount() (*account, Operator) {
	aws := &account{answers: map[string][]string{
		"sts get-caller-identity": {`"111111111111"`},
		"cloudformation describe-stacks": {
			`{"Stacks": [{"Outputs": [{"OutputKey": "AccessStoreArn", "OutputValue": "arn:store"}]}]}`,
		},
		"secretsmanager get-secret-value":                   {`{"SecretString": "the-pass"}`},
		"cloudfront-keyvaluestore describe-key-value-store": {`{"ETag": "E1"}`},
		"cloudfront-keyvaluestore update-keys":              {`{"ETag": "E2"}`},
	}}
	o := aws.operator("dev")
	o.Environment.Account, o.AWS.Region = "111111111111", "eu-west-1"
	o.Environment.Edge.Access.Password = true
	return aws, o
}

// TestThePasswordIsStoredAsAHash catches a password or a hash in a printed command or an argument, and one that stays in a file. It catches
// a hash that the function at the edge computes in another way.
func TestThePasswordIsStoredAsAHash(t *testing.T) {
	file := filepath.Join(t.TempDir(), "build", "password-dev.json")
	aws, o := passwordAccount()
	var stored, arguments string
	run := o.AWS.Run
	o.AWS.Run = func(args []string) ([]byte, error) {
		arguments += strings.Join(args, " ") + "\n"
		if args[1] == "update-keys" {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if info, _ := os.Stat(file); info.Mode().Perm() != 0o600 {
				t.Errorf("the file has the mode %s, want -rw-------", info.Mode())
			}
			stored = string(text)
		}
		return run(args)
	}
	if err := o.SetPassword(goodPassword, file); err != nil {
		t.Fatal(err)
	}
	pairs := regexp.MustCompile(`^\[\{"Key":"password","Value":"([0-9a-f]{32}):([0-9a-f]{64})"\},` +
		`\{"Key":"pass","Value":"([0-9a-f]{32}):([0-9a-f]{64})"\}\]$`).FindStringSubmatch(stored)
	if pairs == nil {
		t.Fatalf("stored %s, want a salted hash of the password and of the pass", stored)
	}
	if pairs[1] == pairs[3] {
		t.Errorf("both hashes have the salt %s, want different salts", pairs[1])
	}
	for i, text := range map[int]string{1: goodPassword, 3: "the-pass"} {
		const compute = "require('crypto').createHmac('sha256', process.argv[1]).update(process.argv[2]).digest('hex')"
		got, err := exec.Command("node", "-p", compute, pairs[i], text).Output()
		if err != nil || strings.TrimSpace(string(got)) != pairs[i+1] {
			t.Errorf("the hash is %s, want %s as Node.js computes it (%v)", pairs[i+1], got, err)
		}
	}
	for _, secret := range append(pairs[1:], goodPassword, "the-pass") {
		if strings.Contains(aws.out.String()+arguments, secret) {
			t.Errorf("printed or passed as an argument: %s", secret)
		}
	}
	if _, err := os.Stat(file); !os.IsNotExist(err) {
		t.Errorf("%s is still there (%v), want it removed", file, err)
	}
	for _, want := range []string{
		"get-secret-value --secret-id kasha/dev/access/secret --region eu-west-1 ", "--stack-name kasha-dev-edge --region us-east-1 ",
		"update-keys --kvs-arn arn:store --if-match E1 --puts file://", "--region us-east-1 ", "The user name can be anything.",
	} {
		aws.wantPrinted(t, want)
	}
}

// TestPasswordsThatAreNotStored catches one that can be guessed, one that a browser encodes in its own way, and one for a site that asks
// for none. It catches a store of another account, and a store that is not there yet.
func TestPasswordsThatAreNotStored(t *testing.T) {
	for name, c := range map[string]struct {
		password string
		change   func(*account, *Operator)
		want     string
	}{
		"short":          {password: "fifteen-letters", want: "16 to 128 ASCII characters"},
		"with a space":   {password: "sixteen letters here", want: "16 to 128 ASCII characters"},
		"with an umlaut": {password: "sechzehn-zeichen-ä", want: "16 to 128 ASCII characters"},
		"empty":          {want: "`openssl rand -base64 18`"},
		"a site without one": {goodPassword, func(_ *account, o *Operator) {
			o.Environment.Edge.Access.Password = false
		}, "asks for no password"},
		"another account": {goodPassword, func(a *account, _ *Operator) {
			a.answers["sts get-caller-identity"] = []string{`"999999999999"`}
		}, "these credentials are for account 999999999999"},
		"not deployed": {goodPassword, func(a *account, _ *Operator) {
			a.answers["cloudformation describe-stacks"] = []string{`{"Stacks": [{}]}`}
		}, "lacks the output AccessStoreArn; fix: deploy it first"},
		"no pass": {goodPassword, func(a *account, _ *Operator) {
			a.answers["secretsmanager get-secret-value"] = []string{`{}`}
		}, "the secret kasha/dev/access/secret is empty"},
	} {
		aws, o := passwordAccount()
		if c.change != nil {
			c.change(aws, &o)
		}
		err := o.SetPassword(c.password, filepath.Join(t.TempDir(), "p.json"))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
		if strings.Contains(strings.Join(aws.calls, "\n"), "update-keys") {
			t.Errorf("%s: calls %v, want nothing stored", name, aws.calls)
		}
	}
}

// TestAFailedUpdateLeavesNoHash catches a file with a hash that stays after an error.
func TestAFailedUpdateLeavesNoHash(t *testing.T) {
	file := filepath.Join(t.TempDir(), "p.json")
	aws, o := passwordAccount()
	delete(aws.answers, "cloudfront-keyvaluestore update-keys")
	if err := o.SetPassword(goodPassword, file); err == nil || !strings.Contains(err.Error(), "AccessDenied") {
		t.Errorf("%v, want AccessDenied", err)
	}
	if _, err := os.Stat(file); !os.IsNotExist(err) {
		t.Errorf("%s is still there (%v), want it removed", file, err)
	}
}
