package operate

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// build writes files into a folder, as a build of a frontend does.
func build(t *testing.T, files ...string) string {
	t.Helper()
	folder := t.TempDir()
	for _, file := range files {
		path := filepath.Join(folder, file)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(file), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

func assetsAccount() (*account, Operator) {
	aws := &account{answers: map[string][]string{
		"sts get-caller-identity":        {`"111111111111"`},
		"cloudformation describe-stacks": {`{"Stacks": [{"Outputs": [{"OutputKey": "AssetsBucketName", "OutputValue": "b"}]}]}`},
		"s3 cp":                          {""},
	}}
	o := aws.operator("dev")
	o.AWS.Region = "eu-west-1"
	o.Environment.Edge.Static.Paths = []string{"/assets/*", "/index.html"}
	o.Environment.Edge.Static.Except = []string{"/assets/api/*"}
	o.Environment.Edge.Static.Index = "/index.html"
	return aws, o
}

// TestAssetsAreUploadedWithTheirHeaders catches a page that is there before its files, and a wrong type. It catches a file that is cached
// for a year although its name stays the same. It catches files that nobody may see, and a bucket in the wrong region.
func TestAssetsAreUploadedWithTheirHeaders(t *testing.T) {
	folder := build(t, "index.html", "assets/main-DdA3bC9x.js", "assets/logo.svg", "assets/.env", "assets/api/x.json", "robots.txt")
	staging := filepath.Join(t.TempDir(), "staging")
	aws, o := assetsAccount()
	var uploaded []string
	run := o.AWS.Run
	o.AWS.Run = func(args []string) ([]byte, error) {
		if args[0] == "s3" {
			filepath.WalkDir(args[2], func(path string, entry os.DirEntry, err error) error {
				if err == nil && !entry.IsDir() {
					data, _ := os.ReadFile(path)
					uploaded = append(uploaded, string(data))
				}
				return err
			})
		}
		return run(args)
	}
	if err := o.Assets(folder, staging); err != nil {
		t.Fatal(err)
	}
	if want := "assets/main-DdA3bC9x.js assets/logo.svg index.html"; strings.Join(uploaded, " ") != want {
		t.Errorf("uploaded %v, want %s in this order", uploaded, want)
	}
	for _, want := range []string{
		"--stack-name kasha-dev-edge --region us-east-1 ",
		"/0 s3://b/ --recursive --only-show-errors --content-type 'text/javascript; charset=utf-8' " +
			"--cache-control 'public, max-age=31536000, immutable' --region us-east-1 ",
		"--content-type image/svg+xml --cache-control no-cache ", "--content-type 'text/html; charset=utf-8' --cache-control no-cache ",
		"name begins with a dot: /assets/.env\n", "does not serve it: /assets/api/x.json\n", "does not serve it: /robots.txt\n",
	} {
		aws.wantPrinted(t, want)
	}
	if strings.Contains(aws.out.String(), "delete") || strings.Contains(aws.out.String(), "s3 sync") {
		t.Errorf("printed\n%s\nwant nothing that deletes files of the release before", aws.out.String())
	}
}

// TestAssetsThatCannotBeUploaded catches an upload that would leave the site without its page, and one to another account.
func TestAssetsThatCannotBeUploaded(t *testing.T) {
	full := build(t, "index.html", "assets/a.js")
	for name, c := range map[string]struct {
		folder string
		change func(*account, *Operator)
		want   string
	}{
		"nothing is static":   {full, func(_ *account, o *Operator) { o.Environment.Edge.Static.Paths = nil }, "serves no static files"},
		"no page":             {build(t, "assets/a.js"), func(*account, *Operator) {}, "does not have index.html, which edge.static names"},
		"nothing that serves": {build(t, "a.js"), func(*account, *Operator) {}, "has no file that edge.static serves"},
		"no such folder":      {full + "/none", func(*account, *Operator) {}, "no such file"},
		"another account":     {full, func(_ *account, o *Operator) { o.Environment.Account = "222222222222" }, "credentials are for account"},
		"not deployed": {full, func(a *account, _ *Operator) {
			a.answers["cloudformation describe-stacks"] = []string{`{"Stacks": [{}]}`}
		}, "lacks the output AssetsBucketName; fix: deploy it first"},
	} {
		aws, o := assetsAccount()
		c.change(aws, &o)
		if err := o.Assets(c.folder, filepath.Join(t.TempDir(), "s")); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
		if strings.Contains(aws.out.String(), "s3 cp") {
			t.Errorf("%s: it uploads, want nothing", name)
		}
	}
}

// TestHashesInNames catches a file that browsers keep for a year although the next release changes it under the same name.
func TestHashesInNames(t *testing.T) {
	for path, want := range map[string]bool{
		"/assets/index-DdA3bC9x.js": true, "/main.0a1b2c3d4e5f.chunk.css": true, "/_next/static/chunks/117-0a1b2c3d4e5f6a7b.js": true,
		"/0a1b2c3d.png": true, "/a/index-DdA3bC9x.js.map": true, "/chunk-2Q5K7XGB.js": true,
		"/app.js": false, "/report-20241126.pdf": false, "/logo-iPhone14.png": false, "/jquery-3.7.1.min.js": false, "/index.html": false,
		"/bootstrap-datepicker.js": false, "/user-settings.js": false, "/0a1b2c3d": false, "/fonts/inter-deadbeef.woff2": false,
		"/inter-mp3player1.js": false,
	} {
		if got := isHashed(path); got != want {
			t.Errorf("%s has a hash: %v, want %v", path, got, want)
		}
	}
}
