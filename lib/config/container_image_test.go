package config

import (
	"slices"
	"strings"
	"testing"
)

func badImages() []bad {
	digest := strings.Repeat("a", 64)
	image := func(name, image, wrong, fix string) bad {
		return bad{name: name, patch: `{"frontend": {"image": "` + image + `"}}`, path: "frontend.image", wrong: wrong, fix: fix}
	}
	return []bad{
		image("no image", "", "the image is empty", "registry/repository:tag"),
		image("no tag", "ghcr.io/example/shop", "has no tag", `"ghcr.io/example/shop:TAG"`),
		image("latest", "public.ecr.aws/nginx/nginx:latest", "another image every time", "a version's tag or a digest"),
		image("latest of one's own", "ecr:latest", "another image every time", "a version's tag"),
		image("latest beside a digest", "ghcr.io/example/shop:latest@sha256:"+digest, "another image every time", "a digest"),
		image("official image of Docker Hub", "nginx:1.28.0", "is on Docker Hub, which limits pulls",
			`"public.ecr.aws/docker/library/nginx:1.28.0"`),
		image("Docker Hub by its host", "docker.io/library/redis:7.4", "is on Docker Hub", `"public.ecr.aws/docker/library/redis:7.4"`),
		image("own image without its scheme", "shop:1.4.2", "is on Docker Hub", `"ecr:1.4.2" if it is your own`),
		image("image of somebody on Docker Hub", "example/shop:2.0", "is on Docker Hub", `"ecr:2.0"`),
		image("Docker Hub without a tag", "nginx", "is on Docker Hub", `"public.ecr.aws/docker/library/nginx:TAG"`),
		image("address of a page", "https://ghcr.io/example/shop:1", "has no scheme", "registry/repository:tag"),
		image("capital in the repository", "ghcr.io/Example/shop:1", "is not an image reference", "registry/repository:tag"),
		image("machine's own registry", "localhost:5000/shop:1", "is not an image reference", "registry/repository:tag"),
		image("space", "ghcr.io/example/my shop:1", "is not an image reference", "registry/repository:tag"),
		image("endless name", "ghcr.io/"+strings.Repeat("a", 201)+":1", "is not an image reference", "registry/repository:tag"),
		image("short digest", "ghcr.io/example/shop@sha256:abc", "not a digest", "64 hexadecimal digits"),
		image("bad tag", "ghcr.io/example/shop:v1+2", `"v1+2" is not a tag`, "up to 128 letters"),
		image("reference that ECS refuses", "ghcr.io/"+strings.Repeat("a", 200)+":"+strings.Repeat("b", 47), "has 256 characters", "at most 255"),
		image("reference that is too long in the cache", "public.ecr.aws/"+strings.Repeat("a", 150)+":"+strings.Repeat("b", 25),
			"has 191 characters", "at most 190"),
		image("own image without a tag", "ecr:", `"" is not a tag`, `"ecr:1.4.2"`),
	}
}

// TestImagesAreParsed catches an image that is split in the wrong place: ECS would pull another one.
func TestImagesAreParsed(t *testing.T) {
	digest := "sha256:" + string(slices.Repeat([]byte("a"), 64))
	for text, want := range map[string]Image{
		"ecr:1.4.2": {
			Own: true, Tag: "1.4.2",
		},
		"public.ecr.aws/docker/library/httpd:2.4.65-alpine": {
			Registry: "public.ecr.aws", Repository: "docker/library/httpd", Tag: "2.4.65-alpine",
		},
		"public.ecr.aws/nginx/nginx-unprivileged:1.30@" + digest: { // which the cache cannot fetch
			Registry: "public.ecr.aws", Repository: "nginx/nginx-unprivileged", Tag: "1.30", Digest: digest,
		},
		"111111111111.dkr.ecr.eu-west-1.amazonaws.com/shop@" + digest: {
			Registry: "111111111111.dkr.ecr.eu-west-1.amazonaws.com", Account: "111111111111", Region: "eu-west-1",
			Repository: "shop", Digest: digest,
		},
		"registry.example.com:5000/team/shop:2@" + digest: {
			Registry: "registry.example.com:5000", Repository: "team/shop", Tag: "2", Digest: digest,
		},
		"111111111111.dkr.ecr.us-east-1.amazonaws.com/team/shop:release-9": {
			Registry: "111111111111.dkr.ecr.us-east-1.amazonaws.com", Account: "111111111111", Region: "us-east-1",
			Repository: "team/shop", Tag: "release-9",
		},
	} {
		want.Reference = text
		got := environmentOf(t, minimalDev, `{"backend":{"port":8080,"image":"`+text+`"}}`).Backend.Image
		if got != want {
			t.Errorf("%s: %+v, want %+v", text, got, want)
		}
		if cached := want.Registry == "public.ecr.aws" && want.Digest == ""; got.IsCached() != cached {
			t.Errorf("%s: IsCached is %v, want %v", text, got.IsCached(), cached)
		}
		if private := want.Account != ""; got.IsPrivateECR() != private {
			t.Errorf("%s: IsPrivateECR is %v, want %v", text, got.IsPrivateECR(), private)
		}
		if version := map[bool]string{true: want.Digest, false: want.Tag}[want.Digest != ""]; got.Version() != version {
			t.Errorf("%s: version %s, want %s", text, got.Version(), version)
		}
	}
}
