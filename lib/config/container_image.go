package config

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"kasha/lib/names"
	"kasha/lib/spelling"
)

// Image is a container image's reference, parsed. ImageOf reads one. Other packages ask its fields, and never parse the text.
type Image struct {
	Reference  string // as written
	Own        bool   // ecr:TAG, in the environment's own repository; apart from Reference, only Tag is set
	Registry   string // public.ecr.aws
	Repository string // docker/library/nginx
	Tag        string // empty beside a bare digest
	Digest     string // sha256:...

	// Account and Region are those of a private ECR registry, 111111111111.dkr.ecr.us-east-1.amazonaws.com; otherwise empty.
	Account, Region string
}

// PublicECR is the host of the ECR public gallery.
const PublicECR = "public.ecr.aws"

// IsCached reports whether the pull-through cache can bring the image: one of the ECR public gallery, named by its tag. ECR does not
// fetch an image that is not in the cache yet by its digest, not even beside a tag (aws/containers-roadmap#2837).
func (i Image) IsCached() bool { return i.Registry == PublicECR && i.Digest == "" }

// IsPrivateECR reports whether the image comes from a private ECR registry that its reference names.
func (i Image) IsPrivateECR() bool { return i.Account != "" }

// Version returns the digest, or the tag where there is no digest: a digest beside a tag wins.
func (i Image) Version() string {
	if i.Digest != "" {
		return i.Digest
	}
	return i.Tag
}

// String returns the reference as it was written.
func (i Image) String() string { return i.Reference }

// MarshalText and UnmarshalText let a configuration hold an image by its reference. Any text is accepted; see checkImage.
func (i Image) MarshalText() ([]byte, error) { return []byte(i.Reference), nil }

// UnmarshalText: see MarshalText.
func (i *Image) UnmarshalText(text []byte) error {
	*i = ImageOf(string(text))
	return nil
}

// isOnDockerHub reports whether the image comes from Docker Hub, which is what a reference without a host means.
func (i Image) isOnDockerHub() bool {
	hosts := []string{"docker.io", "index.docker.io", "registry-1.docker.io", "registry.hub.docker.com"}
	return !i.Own && (i.Registry == "" || slices.Contains(hosts, i.Registry))
}

// ImageOf parses a reference. Whether the image can be run, and safely, is for checkImage to say.
func ImageOf(reference string) Image {
	parsed := Image{Reference: reference}
	if tag, own := strings.CutPrefix(reference, ownScheme); own {
		parsed.Own, parsed.Tag = true, tag
		return parsed
	}
	name, digest, _ := strings.Cut(reference, "@")
	parsed.Digest = digest
	if colon := strings.LastIndex(name, ":"); colon > strings.LastIndex(name, "/") {
		name, parsed.Tag = name[:colon], name[colon+1:]
	}
	// The rule of Docker's own reference grammar: a first part is a host if it has a dot or a colon, or is localhost.
	host, repository, ok := strings.Cut(name, "/")
	if ok && (strings.ContainsAny(host, ".:") || host == "localhost") {
		parsed.Registry, parsed.Repository = host, repository
	} else {
		parsed.Repository = name
	}
	if private := privateECRPattern.FindStringSubmatch(parsed.Registry); private != nil {
		parsed.Account, parsed.Region = private[1], private[2]
	}
	return parsed
}

// ownScheme begins the reference of an image in the environment's own repository: ecr:1.4.2.
const ownScheme = "ecr:"

var (
	privateECRPattern = regexp.MustCompile(`^([0-9]{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com$`)

	tagPattern    = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$`)
	digestPattern = regexp.MustCompile(`^sha256:[0-9a-f]{64}$`)
	hostPattern   = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+(:[0-9]{1,5})?$`)
	// 200 characters, because the pull-through cache puts its prefix before it and ECR allows 256.
	repositoryPattern = regexp.MustCompile(`^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*$`)
)

const (
	longestRepository = 200
	longestImage      = 255 // ECS API, ContainerDefinition, image
)

// cacheLength is by how much a reference grows when the pull-through cache takes the place of public.ecr.aws. It grows by the
// registry of an account and the prefix of the cache, of the longest region and environment.
func cacheLength() int {
	const registry = "111111111111.dkr.ecr.ap-southeast-1.amazonaws.com/"
	return len(registry) + len(names.Environment(strings.Repeat("e", names.MaxEnvironment)).ImageCache()) - len(PublicECR)
}

// checkImage checks that an image can be run, and that it stays the same image.
func checkImage(at object, image Image) {
	if wrong, fix := imageProblem(image); wrong != "" {
		at.reject("image", wrong, fix)
	}
}

// imageProblem explains why an image is not allowed. Both texts are empty for one that is.
func imageProblem(image Image) (wrong, fix string) {
	const example = `registry/repository:tag, such as "ghcr.io/example/shop:1.4.2"; or "ecr:TAG" for this environment's own repository`
	text, longest := image.Reference, longestImage
	if image.IsCached() {
		longest -= cacheLength()
	}
	switch {
	case text == "":
		return "the image is empty", example
	case strings.Contains(text, "://"):
		return "an image reference has no scheme", example
	case image.Tag == "latest":
		return "the tag latest can mean another image every time a task starts", "a version's tag or a digest"
	case image.Own && !tagPattern.MatchString(image.Tag):
		return quote(image.Tag) + " is not a tag", `"ecr:" and a tag, such as "ecr:1.4.2"`
	case image.Own:
		return "", ""
	case image.isOnDockerHub():
		return quote(text) + " is on Docker Hub, which limits pulls per IP address; all tasks share one", dockerHubRemedy(image)
	case !hostPattern.MatchString(image.Registry) || !repositoryPattern.MatchString(image.Repository),
		len(image.Repository) > longestRepository:
		return quote(text) + " is not an image reference", example
	case strings.Contains(text, "@") && !digestPattern.MatchString(image.Digest):
		return "the text after @ is not a digest", "sha256: and 64 hexadecimal digits"
	case image.Tag == "" && image.Digest == "":
		return quote(text) + " has no tag, which means latest", quote(text+":TAG") + ", with a version's tag"
	case image.Tag != "" && !tagPattern.MatchString(image.Tag):
		return quote(image.Tag) + " is not a tag", "up to 128 letters, digits, dots, hyphens and underscores"
	case len(text) > longest:
		return fmt.Sprintf("the reference has %s, and ECS takes %d with the name of the registry",
				spelling.Count(len(text), "character"), longestImage),
			fmt.Sprintf("at most %d characters", longest)
	}
	return "", ""
}

// dockerHubRemedy names the mirror: official images have one in the ECR public gallery, others must be copied.
func dockerHubRemedy(image Image) string {
	version := "TAG"
	if tagPattern.MatchString(image.Tag) {
		version = image.Tag
	}
	name := strings.TrimPrefix(image.Repository, "library/")
	if strings.Contains(name, "/") || !repositoryPattern.MatchString(name) {
		return `the same image on another registry, or push it to this environment's own repository and write "ecr:` + version + `"`
	}
	return fmt.Sprintf(`"ecr:%s" if it is your own, pushed to this environment's repository; %q if it is an official image of that name`,
		version, PublicECR+"/docker/library/"+name+":"+version)
}
