package operate

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"kasha/lib/names"
	"kasha/lib/spelling"
)

// Assets uploads the files of a folder to the bucket that CloudFront serves static paths from. It sorts them into folders below staging,
// one for each upload. It deletes nothing: pages of the release before, which viewers have open, still find their files.
//
// Files with a hash in their names are first, and pages are last. A page therefore never names a file that is not there yet.
func (o Operator) Assets(folder, staging string) error {
	static := o.Environment.Edge.Static
	if !static.IsServed() {
		return fmt.Errorf(`%s serves no static files; fix: "edge": {"static": {"paths": ["/assets/*"]}} in cdk.json, and deploy`,
			o.Environment.Name)
	}
	files, err := o.readAssets(folder)
	if err != nil {
		return err
	}
	for _, page := range []string{static.Index, static.ErrorPage} {
		if page != "" && !files.has(page) {
			return fmt.Errorf("%s does not have %s, which edge.static names; fix: add the file", folder, strings.TrimPrefix(page, "/"))
		}
	}
	if err := o.checkAccount(); err != nil {
		return err
	}
	edge := o.atTheEdge()
	bucket, err := edge.output(names.Edge, names.AssetsBucket)
	if err != nil {
		return err
	}
	if err := os.RemoveAll(staging); err != nil {
		return err
	}
	for i, upload := range files.uploads() {
		below := filepath.Join(staging, strconv.Itoa(i))
		if err := upload.stage(folder, below); err != nil {
			return err
		}
		fmt.Fprintf(o.Out, "%s, %s, %s\n", spelling.Count(len(upload.paths), "file"), upload.contentType, upload.cacheControl)
		err := edge.AWS.Call(nil, "s3", "cp", filepath.ToSlash(below), "s3://"+bucket+"/", "--recursive", "--only-show-errors",
			"--content-type", upload.contentType, "--cache-control", upload.cacheControl)
		if err != nil {
			return err
		}
	}
	return os.RemoveAll(staging)
}

// readAssets lists the files of a folder that the environment serves, and prints those that it does not.
func (o Operator) readAssets(folder string) (assets, error) {
	var files assets
	err := filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := entry.Name()
		hidden := path != folder && strings.HasPrefix(name, ".") && name != ".well-known"
		relative, err := filepath.Rel(folder, path)
		if err != nil {
			return err
		}
		address := "/" + filepath.ToSlash(relative)
		switch {
		case hidden:
			fmt.Fprintf(o.Out, "not uploaded, because its name begins with a dot: %s\n", address)
			if entry.IsDir() {
				return filepath.SkipDir
			}
		case entry.IsDir():
		case !entry.Type().IsRegular():
			return fmt.Errorf("%s is neither a file nor a folder; fix: replace it by a file", path)
		case !o.Environment.Edge.ServesFile(address):
			fmt.Fprintf(o.Out, "not uploaded, because edge.static does not serve it: %s\n", address)
		default:
			files = append(files, address)
		}
		return nil
	})
	if err == nil && len(files) == 0 {
		err = errors.New(folder + " has no file that edge.static serves; fix: the folder whose files are the paths of the site")
	}
	return files, err
}
