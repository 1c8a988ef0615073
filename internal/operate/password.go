package operate

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"

	"kasha/lib/config"
	"kasha/lib/names"
)

// sitePassword is what the function at the edge can compare, whatever encoding a browser uses. CloudFront gives a function a millisecond,
// which is too little for a slow hash, so only the length keeps a stolen hash from being guessed.
var sitePassword = regexp.MustCompile(`^[\x21-\x7e]{16,128}$`)

// SetPassword stores a salted hash of the password that a site asks for, and with it that of the canary's header. Whoever has the previous
// password is out within seconds. It writes both to file, because arguments of a command can be seen by others, and removes the file.
func (o Operator) SetPassword(password, file string) error {
	if !o.Environment.Edge.Access.Password {
		return fmt.Errorf(`%s asks for no password; fix: "edge": {"access": {"password": true}} in cdk.json, and deploy`, o.Environment.Name)
	}
	if !sitePassword.MatchString(password) {
		return fmt.Errorf("the password must have 16 to 128 ASCII characters without spaces; fix: for example what " +
			"`openssl rand -base64 18` prints")
	}
	if err := o.checkAccount(); err != nil {
		return err
	}
	edge := o.atTheEdge()
	store, err := edge.output(names.Edge, names.AccessStoreARN)
	if err != nil {
		return err
	}
	var pass struct{ SecretString string }
	if err := o.AWS.Call(&pass, "secretsmanager", "get-secret-value", "--secret-id", o.names().AccessSecret()); err != nil {
		return err
	}
	if pass.SecretString == "" {
		return fmt.Errorf("the secret %s is empty; fix: deploy the data stack first", o.names().AccessSecret())
	}
	if err := writeHashes(file, password, pass.SecretString); err != nil {
		return err
	}
	defer os.Remove(file)
	var current struct{ ETag string }
	if err := edge.AWS.Call(&current, "cloudfront-keyvaluestore", "describe-key-value-store", "--kvs-arn", store); err != nil {
		return err
	}
	err = edge.AWS.Call(nil, "cloudfront-keyvaluestore", "update-keys", "--kvs-arn", store, "--if-match", current.ETag,
		"--puts", "file://"+filepath.ToSlash(file))
	if err != nil {
		return err
	}
	fmt.Fprintln(o.Out, "Done: within seconds, the site asks for the new password. The user name can be anything.")
	return nil
}

// Hash is a pair of the store.
type Hash struct{ Key, Value string }

// AccessHashes are what the function at the edge compares, under the keys that lib/edge/access.js reads.
func AccessHashes(password, pass string) []Hash {
	return []Hash{{"password", hashed(password)}, {"pass", hashed(pass)}}
}

func writeHashes(file, password, pass string) error {
	text, err := json.Marshal(AccessHashes(password, pass))
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return os.WriteFile(file, text, 0o600)
}

// hashed is a new salt, a colon, and the HMAC-SHA256 of a text with the salt as its key.
func hashed(text string) string {
	salt := make([]byte, 16)
	rand.Read(salt) // never fails
	key := hex.EncodeToString(salt)
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(text))
	return key + ":" + hex.EncodeToString(mac.Sum(nil))
}

// askPassword asks whether the store of the hashes is filled. Without the two items, nobody gets in.
func askPassword(o Operator) (Answer, error) {
	edge := o.in(config.EdgeRegion)
	var stores []string
	if err := edge.Call(&stores, "cloudfront", "list-key-value-stores",
		"--query", "KeyValueStoreList.Items[?Name=='"+o.names().AccessStore()+"'].ARN"); err != nil {
		return Answer{}, err
	}
	if len(stores) != 1 {
		return Answer{Says: fmt.Sprintf("%d stores are named %s", len(stores), o.names().AccessStore())}, nil
	}
	var store struct {
		Status    string
		ItemCount int
	}
	err := edge.Call(&store, "cloudfront-keyvaluestore", "describe-key-value-store", "--kvs-arn", stores[0])
	says := fmt.Sprintf("%s, %d items", store.Status, store.ItemCount)
	return Answer{Says: says, Right: says == "READY, 2 items"}, err
}
