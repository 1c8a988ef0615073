package config

import "strings"

func badTypes() []bad {
	return []bad{
		{name: "not an object", base: `"dev"`, path: "", wrong: `found the text "dev", want an object`, write: "name, tier, account, region"},
		{name: "misspelt field", patch: `{"databse": {}}`, path: "databse", wrong: `did you mean "database"?`, write: `"database"`},
		{name: "wrong case", patch: `{"database": {"multiAZ": true}}`, path: "database.multiAZ", wrong: `did you mean "multiAz"?`, write: `"multiAz"`},
		{name: "two letters exchanged", patch: `{"edge": {"rateLimti": 100}}`, path: "edge.rateLimti", wrong: `did you mean "rateLimit"?`, write: `"rateLimit"`},
		{name: "field of another object", patch: `{"instanceClass": "db.t3.micro"}`, path: "instanceClass", wrong: `it belongs in "database"`, write: `inside "database"`},
		{name: "field of two others", patch: `{"cpu": 256}`, path: "cpu", wrong: `it belongs in "frontend" or "backend"`, write: `"frontend" or "backend"`},
		{name: "unheard-of field", patch: `{"logs": {"colour": "red"}}`, path: "logs.colour", wrong: "unknown field", write: "retentionDays"},
		{name: "field that imitates a path", patch: `{"network.cidr": "10.0.0.0/16"}`, path: `["network.cidr"]`, wrong: "unknown field", write: "known fields"},
		{name: "unknown top-level field", patch: `/{"stages": []}`, path: "/stages", wrong: "unknown field", write: "environments, pipeline"},
		{name: "text for a number", patch: `{"backend": {"port": "8080"}}`, path: "backend.port", wrong: `found the text "8080", want a whole number`, write: "8080, without quotes"},
		{name: "words for a number", patch: `{"backend": {"port": "http"}}`, path: "backend.port", wrong: `found the text "http"`, write: "a whole number, without quotes"},
		{name: "fraction", patch: `{"frontend": {"cpu": 1.5}}`, path: "frontend.cpu", wrong: "found the number 1.5, want a whole number", write: "a whole number"},
		{name: "huge number", patch: `{"frontend": {"maxTasks": 1e300}}`, path: "frontend.maxTasks", wrong: "found the number 1e+300", write: "a whole number"},
		{name: "text for a truth value", patch: `{"backend": {"spot": "true"}}`, path: "backend.spot", wrong: `found the text "true", want true or false`, write: "true or false, without quotes"},
		{name: "number for a truth value", patch: `{"database": {"multiAz": 1}}`, path: "database.multiAz", wrong: "found the number 1", write: "true or false"},
		{name: "number for text", patch: `{"account": 222222222222}`, path: "account", wrong: "found the number 222222222222, want text", write: `"222222222222"`},
		{name: "version as a number", patch: `{"database": {"engineVersion": 8.4}}`, path: "database.engineVersion", wrong: "found the number 8.4, want text", write: `"8.4"`},
		{name: "truth value for text", patch: `{"frontend": {"image": false}}`, path: "frontend.image", wrong: "found the truth value false", write: `"false"`},
		{name: "text for a list", patch: `{"edge": {"cachedPaths": "/static/*"}}`, path: "edge.cachedPaths", wrong: `found the text "/static/*", want a list`, write: `["/static/*"]`},
		{name: "number in a list", patch: `{"messaging": {"main": ["jobs", 7]}}`, path: "messaging.main[1]", wrong: "found the number 7, want text", write: `"7"`},
		{name: "list for an object", patch: `{"network": ["10.0.0.0/16"]}`, path: "network", wrong: "found a list, want an object", write: "cidr, natGateways, interfaceEndpoints"},
		{name: "object for text", patch: `{"region": {"name": "us-east-1"}}`, path: "region", wrong: "found an object, want text", write: "text in double quotes"},
		{name: "null", patch: `{"database": {"storageGiB": "<null>"}}`, path: "database.storageGiB", wrong: "found null, want a whole number", write: "leave the field out"},
		{name: "null domain", patch: `{"edge": {"domain": "<null>"}}`, path: "edge.domain", wrong: "found null, want an object", write: "leave the field out"},
		{name: "number for a variable", patch: `{"frontend": {"environment": {"WORKERS": 4}}}`, path: "frontend.environment.WORKERS", wrong: "found the number, want text", write: "in double quotes"},
		{name: "list for variables", patch: `{"frontend": {"environment": []}}`, path: "frontend.environment", wrong: "found a list, want an object", write: "an object in braces"},
		{name: "environments as an object", patch: `/{"environments": 3}`, path: "/environments", wrong: "found the number 3, want a list", write: "a list in square brackets"},
		{name: "no environment", patch: `/{"environments": []}`, path: "/environments", wrong: "there is no environment", write: `"name": "dev"`},
		{name: "environments left out", patch: `/{"environments": null}`, path: "/environments", wrong: "there is no environment", write: "at least one"},
	}
}

func badIdentities() []bad {
	return []bad{
		{name: "no name", patch: `{"name": null}`, path: "name", wrong: "the name is missing", write: "lower-case letters"},
		{name: "capital in the name", patch: `{"name": "Dev"}`, path: "name", wrong: `"Dev" cannot be part`, write: "lower-case letters, digits and single hyphens"},
		{name: "name begins with a digit", patch: `{"name": "1dev"}`, path: "name", wrong: "cannot be part", write: "beginning with a letter"},
		{name: "name ends with a hyphen", patch: `{"name": "dev-"}`, path: "name", wrong: "cannot be part", write: "single hyphens"},
		{name: "double hyphen in the name", patch: `{"name": "dev--eu"}`, path: "name", wrong: "cannot be part", write: "single hyphens"},
		{name: "name of 13 characters", patch: `{"name": "thirteenchars"}`, path: "name", wrong: "cannot be part", write: "at most 12 characters"},
		{name: "reserved name", patch: `{"name": "pipeline"}`, path: "name", wrong: "the stack that deploys", write: "another name"},
		{name: "name taken", patch: `/{"environments": [` + minimalDev + `,` + minimalDev + `]}`, path: "/environments[1].name", wrong: `"dev" is already the name of environments[0]`, write: "another name"},
		{name: "no tier", patch: `{"tier": null}`, path: "tier", wrong: "the tier is missing", write: "production or nonproduction"},
		{name: "short tier", patch: `{"tier": "prod"}`, path: "tier", wrong: `"prod" is no tier`, write: `"production", if you mean that`},
		{name: "short account", patch: `{"account": "12345"}`, path: "account", wrong: `"12345" is not an account id`, write: "the 12 digits in quotes"},
		{name: "account with hyphens", patch: `{"account": "1234-5678-9012"}`, path: "account", wrong: "is not an account id", write: "the 12 digits"},
		{name: "no region", patch: `{"region": null}`, path: "region", wrong: "the region is missing", write: "eu-west-1"},
		{name: "misspelt region", patch: `{"region": "us-esat-1"}`, path: "region", wrong: `"us-esat-1" is no region`, write: `"us-east-1", if you mean that`},
		{name: "zone for a region", patch: `{"region": "us-east-1a"}`, path: "region", wrong: `"us-east-1a" is no region`, write: `"us-east-1"`},
		{name: "GovCloud", patch: `{"region": "us-gov-west-1"}`, path: "region", wrong: "another partition", write: "one of"},
		{name: "China", patch: `{"region": "cn-north-1"}`, path: "region", wrong: "another partition", write: "one of"},
		{name: "no zones", patch: `{"availabilityZones": null}`, path: "availabilityZones", wrong: "there are 0 zones, want exactly two", write: "us-east-1a, us-east-1b"},
		{name: "one zone", patch: `{"availabilityZones": ["us-east-1a"]}`, path: "availabilityZones", wrong: "there are 1 zones", write: "two of us-east-1a"},
		{name: "three zones", patch: `{"availabilityZones": ["us-east-1a", "us-east-1b", "us-east-1c"]}`, path: "availabilityZones", wrong: "there are 3 zones", write: "two of us-east-1a"},
		{name: "one zone twice", patch: `{"availabilityZones": ["us-east-1b", "us-east-1b"]}`, path: "availabilityZones", wrong: "the same zone twice", write: "two of us-east-1a"},
		{name: "zone of another region", patch: `{"availabilityZones": ["us-east-1a", "us-west-2b"]}`, path: "availabilityZones[1]", wrong: `"us-west-2b" is no zone of us-east-1`, write: "describe-availability-zones"},
		{name: "letter that does not exist", base: minimalProd, patch: `{"availabilityZones": ["eu-west-1a", "eu-west-1d"]}`, path: "availabilityZones[1]", wrong: `"eu-west-1d" is no zone of eu-west-1`, write: "eu-west-1a, eu-west-1b and eu-west-1c"},
		{name: "zone without a letter", patch: `{"availabilityZones": ["us-east-1", "us-east-1b"]}`, path: "availabilityZones[0]", wrong: "is no zone of us-east-1", write: "two of"},
		{name: "zone id", patch: `{"availabilityZones": ["use1-az1", "us-east-1b"]}`, path: "availabilityZones[0]", wrong: "a zone's id; the name is wanted", write: "us-east-1a"},
	}
}

func badNetworks() []bad {
	return []bad{
		{name: "not a range", patch: `{"network": {"cidr": "10.0.0.0"}}`, path: "network.cidr", wrong: "is not an IPv4 address range", write: "10.0.0.0/16"},
		{name: "IPv6", patch: `{"network": {"cidr": "fd00::/56"}}`, path: "network.cidr", wrong: "is not an IPv4 address range", write: "10.0.0.0/16"},
		{name: "range too large", patch: `{"network": {"cidr": "10.0.0.0/8"}}`, path: "network.cidr", wrong: "a /8 is larger than AWS allows", write: "a /16 to /24"},
		{name: "range too small", patch: `{"network": {"cidr": "10.0.0.0/25"}}`, path: "network.cidr", wrong: "a /25 is too small for eight subnets", write: "a /16 to /24"},
		{name: "public range", patch: `{"network": {"cidr": "54.0.0.0/16"}}`, path: "network.cidr", wrong: "is not private", write: "192.168.0.0/16"},
		{name: "carrier-grade range", patch: `{"network": {"cidr": "100.64.0.0/16"}}`, path: "network.cidr", wrong: "is not private", write: "172.16.0.0/12"},
		{name: "address inside a range", patch: `{"network": {"cidr": "10.0.3.0/16"}}`, path: "network.cidr", wrong: "not the first", write: `"10.0.0.0/16"`},
		{name: "no NAT gateway", patch: `{"network": {"natGateways": 0}}`, path: "network.natGateways", wrong: "0 gateways", write: "1, or 2"},
		{name: "three NAT gateways", patch: `{"network": {"natGateways": 3}}`, path: "network.natGateways", wrong: "3 gateways", write: "1, or 2"},
		{name: "endpoint by its long name", patch: `{"network": {"interfaceEndpoints": ["com.amazonaws.us-east-1.ecr.dkr"]}}`, path: "network.interfaceEndpoints[0]", wrong: "is no interface endpoint", write: `"ecr.dkr", if you mean that`},
		{name: "list in one text", patch: `{"availabilityZones": "us-east-1a, us-east-1b"}`, path: "availabilityZones", wrong: "want a list", write: `["us-east-1a", "us-east-1b"]`},
		{name: "unknown endpoint", patch: `{"network": {"interfaceEndpoints": ["ecr.api", "ecr.dockr"]}}`, path: "network.interfaceEndpoints[1]", wrong: `"ecr.dockr" is no interface endpoint`, write: `"ecr.dkr", if you mean that`},
		{name: "endpoint of S3", patch: `{"network": {"interfaceEndpoints": ["s3"]}}`, path: "network.interfaceEndpoints[0]", wrong: "S3 has a gateway endpoint", write: "delete the entry"},
		{name: "endpoint twice", patch: `{"network": {"interfaceEndpoints": ["sqs", "kms", "sqs"]}}`, path: "network.interfaceEndpoints[2]", wrong: `"sqs" is in the list twice`, write: "it once"},
		{name: "more tasks than addresses", patch: `{"network": {"cidr": "10.0.0.0/24"}, "backend": {"maxTasks": 20}}`, path: "backend.maxTasks", wrong: "each subnet, a /27, has addresses for 19", write: "at most 19, or a larger network.cidr"},
		{name: "endpoints take addresses", patch: `{"network": {"cidr": "10.0.0.0/24", "interfaceEndpoints": ["sqs"]}, "frontend": {"maxTasks": 19}}`, path: "frontend.maxTasks", wrong: "addresses for 18", write: "at most 18"},
		{name: "more tasks than the largest subnet", patch: `{"frontend": {"maxTasks": 244}}`, path: "frontend.maxTasks", wrong: "a /24, has addresses for 243", write: "at most 243"},
	}
}

func badServices() []bad {
	return []bad{
		{name: "architecture by its other name", patch: `{"frontend": {"architecture": "amd64"}}`, path: "frontend.architecture", wrong: `"amd64" is no architecture`, write: "x86_64 or arm64"},
		{name: "port 0", patch: `{"frontend": {"port": 0}}`, path: "frontend.port", wrong: "0 is not a port", write: "1 to 65535"},
		{name: "port 65536", patch: `{"backend": {"port": 65536}}`, path: "backend.port", wrong: "65536 is not a port", write: "1 to 65535"},
		{name: "port of MySQL", patch: `{"backend": {"port": 3306}}`, path: "backend.port", wrong: "3306 is the database's port", write: "another port"},
		{name: "CPU that Fargate lacks", patch: `{"frontend": {"cpu": 300}}`, path: "frontend.cpu", wrong: "no task of 300 CPU units", write: "256, 512, 1024"},
		{name: "too much memory for the CPU", patch: `{"frontend": {"memoryMiB": 4096}}`, path: "frontend.memoryMiB", wrong: "does not pair 4096 MiB with 256 CPU units", write: "512, 1024 or 2048"},
		{name: "CPU raised alone", patch: `{"backend": {"cpu": 1024}}`, path: "backend.memoryMiB", wrong: "does not pair 1024 MiB with 1024 CPU units", write: "2048, 3072"},
		{name: "memory between steps", patch: `{"backend": {"cpu": 8192, "memoryMiB": 17408}}`, path: "backend.memoryMiB", wrong: "does not pair 17408 MiB", write: "16384, 20480"},
		{name: "no task", patch: `{"backend": {"minTasks": 0}}`, path: "backend.minTasks", wrong: "0 tasks serve nobody", write: "1 or more"},
		{name: "negative maximum", patch: `{"backend": {"maxTasks": -1}}`, path: "backend.maxTasks", wrong: "-1 tasks serve nobody", write: "minTasks or more"},
		{name: "one task in production", base: minimalProd, patch: `{"frontend": {"minTasks": 1}}`, path: "frontend.minTasks", wrong: "a task in each of two zones", write: "2 or more"},
		{name: "minimum above maximum", patch: `{"frontend": {"minTasks": 5, "maxTasks": 3}}`, path: "frontend.minTasks", wrong: "minTasks 5 is above maxTasks 3", write: "no larger"},
		{name: "maximum below the default minimum", patch: `{"frontend": {"maxTasks": 1}}`, path: "frontend.maxTasks", wrong: "minTasks 2 is above maxTasks 1", write: "no larger"},
		{name: "relative health check", patch: `{"backend": {"healthCheckPath": "health"}}`, path: "backend.healthCheckPath", wrong: `"health" is not a path`, write: `"/health"`},
		{name: "space in the health check", patch: `{"backend": {"healthCheckPath": "/he alth"}}`, path: "backend.healthCheckPath", wrong: "is not a path", write: "without spaces"},
		{name: "endless health check", patch: `{"backend": {"healthCheckPath": "/` + strings.Repeat("a", 1024) + `"}}`, path: "backend.healthCheckPath", wrong: "is not a path", write: "1024 characters"},
		{name: "negative start", patch: `{"backend": {"startSeconds": -1}}`, path: "backend.startSeconds", wrong: "cannot start in -1 seconds", write: "0 to 600"},
		{name: "endless start", patch: `{"frontend": {"startSeconds": 601}}`, path: "frontend.startSeconds", wrong: "601 seconds are longer than the alarms and the restart after a rotation can wait", write: "at most 600"},
		{name: "start in words", patch: `{"backend": {"startSeconds": "5m"}}`, path: "backend.startSeconds", wrong: `found the text "5m", want a whole number`, write: "a whole number, without quotes"},
		{name: "whole root writable", patch: `{"backend": {"writablePaths": ["/"]}}`, path: "backend.writablePaths[0]", wrong: "the whole root filesystem", write: `"/tmp"`},
		{name: "relative writable path", patch: `{"backend": {"writablePaths": ["/tmp", "var"]}}`, path: "backend.writablePaths[1]", wrong: `"var" is not an absolute path`, write: "/var/cache/nginx"},
		{name: "roundabout writable path", patch: `{"backend": {"writablePaths": ["/tmp/../etc"]}}`, path: "backend.writablePaths[0]", wrong: "in its shortest form", write: "a path such as"},
		{name: "image's own folder", patch: `{"backend": {"writablePaths": ["/etc"]}}`, path: "backend.writablePaths[0]", wrong: "an empty folder at /etc would hide", write: `"/etc/app"`},
		{name: "kernel's path", patch: `{"backend": {"writablePaths": ["/proc/sys"]}}`, path: "backend.writablePaths[0]", wrong: "/proc belongs to the kernel", write: "another folder"},
		{name: "writable path twice", patch: `{"backend": {"writablePaths": ["/tmp", "/tmp"]}}`, path: "backend.writablePaths[1]", wrong: "twice", write: "it once"},
		{name: "endless writable path", patch: `{"backend": {"writablePaths": ["/` + strings.Repeat("a", 255) + `"]}}`, path: "backend.writablePaths[0]", wrong: "is not an absolute path", write: "a path such as"},
		{name: "eleven writable paths", patch: `{"backend": {"writablePaths": ["/a","/b","/c","/d","/e","/f","/g","/h","/i","/j","/k"]}}`, path: "backend.writablePaths", wrong: "there are 11 paths", write: "at most 10"},
	}
}

func badImages() []bad {
	digest := strings.Repeat("a", 64)
	image := func(name, image, wrong, write string) bad {
		return bad{name: name, patch: `{"frontend": {"image": "` + image + `"}}`, path: "frontend.image", wrong: wrong, write: write}
	}
	return []bad{
		image("no image", "", "the image is empty", "registry/repository:tag"),
		image("no tag", "ghcr.io/example/shop", "has no tag", `"ghcr.io/example/shop:TAG"`),
		image("latest", "public.ecr.aws/nginx/nginx:latest", "another image every time", "a version's tag or a digest"),
		image("latest of one's own", "ecr:latest", "another image every time", "a version's tag"),
		image("latest beside a digest", "ghcr.io/example/shop:latest@sha256:"+digest, "another image every time", "a digest"),
		image("official image of Docker Hub", "nginx:1.28.0", "is on Docker Hub, which limits pulls", `"public.ecr.aws/docker/library/nginx:1.28.0"`),
		image("Docker Hub by its host", "docker.io/library/redis:7.4", "is on Docker Hub", `"public.ecr.aws/docker/library/redis:7.4"`),
		image("own image without its scheme", "shop:1.4.2", "is on Docker Hub", `"ecr:1.4.2" if it is your own`),
		image("image of somebody on Docker Hub", "example/shop:2.0", "is on Docker Hub", `"ecr:2.0"`),
		image("Docker Hub without a tag", "nginx", "is on Docker Hub", `"public.ecr.aws/docker/library/nginx:TAG"`),
		image("address of a page", "https://ghcr.io/example/shop:1", "has no scheme", "registry/repository:tag"),
		image("capital in the repository", "ghcr.io/Example/shop:1", "is not an image's name", "registry/repository:tag"),
		image("machine's own registry", "localhost:5000/shop:1", "is not an image's name", "registry/repository:tag"),
		image("space", "ghcr.io/example/my shop:1", "is not an image's name", "registry/repository:tag"),
		image("endless name", "ghcr.io/"+strings.Repeat("a", 201)+":1", "is not an image's name", "registry/repository:tag"),
		image("short digest", "ghcr.io/example/shop@sha256:abc", "not a digest", "64 hexadecimal digits"),
		image("bad tag", "ghcr.io/example/shop:v1+2", `"v1+2" is not a tag`, "up to 128 letters"),
		image("own image without a tag", "ecr:", `"" is not a tag`, `"ecr:1.4.2"`),
	}
}

func badVariables() []bad {
	variable := func(name, variable, value, wrong, write string) bad {
		return bad{name: name, patch: `{"backend": {"environment": {"` + variable + `": "` + value + `"}}}`, path: "backend.environment." + variable, wrong: wrong, write: write}
	}
	return []bad{
		variable("hyphen in a variable", "LOG-LEVEL", "info", "not the name of an environment variable", "letters, digits and underscores"),
		{name: "variable with a space", patch: `{"backend": {"environment": {"LOG LEVEL": "x"}}}`, path: `backend.environment["LOG LEVEL"]`, wrong: "not the name", write: "letters, digits"},
		{name: "endless variable", patch: `{"backend": {"environment": {"` + strings.Repeat("A", 256) + `": "x"}}}`, path: "backend.environment[" + quote(strings.Repeat("A", 256)) + "]", wrong: "not the name", write: "letters, digits"},
		{name: "variable without a name", patch: `{"backend": {"environment": {"": "x"}}}`, path: `backend.environment[""]`, wrong: "not the name", write: "letters, digits"},
		variable("variable of Kasha", "DATABASE_HOST", "db", "Kasha or AWS sets this variable", "reserved are BACKEND_URL"),
		variable("variable of a queue", "QUEUE_JOBS_URL", "x", "Kasha or AWS sets this variable", "QUEUE_*"),
		variable("variable of AWS", "AWS_REGION", "us-east-1", "Kasha or AWS sets this variable", "AWS_*"),
		variable("password", "SMTP_PASSWORD", "x", "looks like a secret", "keep it in Secrets Manager"),
		variable("token", "github_token", "x", "looks like a secret", "keep it in Secrets Manager"),
		variable("access key", "KEY_ID", "AKIAABCDEFGHIJKLMNOP", "looks like a secret", "keep it in Secrets Manager"),
		variable("private key", "PEM", `-----BEGIN RSA PRIVATE KEY-----\n`, "looks like a secret", "keep it in Secrets Manager"),
		variable("address with a password", "CACHE_URL", "redis://user:hunter2@cache:6379", "looks like a secret", "keep it in Secrets Manager"),
		variable("token of the CDK", "GREETING", "${Token[TOKEN.7]}", "would replace a part", "without ${Token["),
		variable("list token of the CDK", "GREETING", "#{Token[TOKEN.7]}", "would replace a part", "#{Token["),
		variable("zero byte", "GREETING", `a\u0000b`, "a zero byte", "plain text"),
		variable("dynamic reference", "GREETING", "{{resolve:ssm:name}}", "would replace a part", "{{resolve:"),
		{name: "too many variables", patch: `{"backend": {"environment": {"A": "` + strings.Repeat("a", 32<<10) + `"}}}`, path: "backend.environment", wrong: "the variables take 32769 bytes", write: "at most 32768"},
	}
}

func badDatabases() []bad {
	return []bad{
		{name: "version of the design document", patch: `{"database": {"engineVersion": "8.0.35"}}`, path: "database.engineVersion", wrong: `"8.0.35" is retired`, write: `"8.4.10", the newest`},
		{name: "version that bills Extended Support", patch: `{"database": {"engineVersion": "8.0.46"}}`, path: "database.engineVersion", wrong: "bills Extended Support, $0.10 per vCPU-hour", write: "8.4.5, 8.4.6"},
		{name: "retired 8.4", patch: `{"database": {"engineVersion": "8.4.3"}}`, path: "database.engineVersion", wrong: `"8.4.3" is retired`, write: `"8.4.10"`},
		{name: "long retired", patch: `{"database": {"engineVersion": "5.7.44"}}`, path: "database.engineVersion", wrong: "is retired", write: `"8.4.10"`},
		{name: "unknown version", patch: `{"database": {"engineVersion": "9.9.9"}}`, path: "database.engineVersion", wrong: "is no version of MySQL", write: "current too"},
		{name: "major version", patch: `{"database": {"engineVersion": "8.4"}}`, path: "database.engineVersion", wrong: "8.4 is a major version", write: `"8.4.10"`},
		{name: "empty version", patch: `{"database": {"engineVersion": ""}}`, path: "database.engineVersion", wrong: "the version is empty", write: `"8.4.10"`},
		{name: "class without db.", patch: `{"database": {"instanceClass": "t4g.medium"}}`, path: "database.instanceClass", wrong: "which begin with db.", write: `"db.t4g.medium"`},
		{name: "size that does not exist", patch: `{"database": {"instanceClass": "db.m6g.medium"}}`, path: "database.instanceClass", wrong: `"db.m6g.medium" does not exist`, write: "a size of db.m6g: large"},
		{name: "retired family", patch: `{"database": {"instanceClass": "db.t2.micro"}}`, path: "database.instanceClass", wrong: "AWS retires db.t2", write: "db.t4g in its place"},
		{name: "unknown family", patch: `{"database": {"instanceClass": "db.q9.large"}}`, path: "database.instanceClass", wrong: "no instance class that Kasha knows", write: "t3, t4g"},
		{name: "Insights on a micro", patch: `{"database": {"insights": true}}`, path: "database.insights", wrong: "db.t3.micro has no Database Insights", write: `false, or "db.t4g.medium"`},
		{name: "Insights on a small in production", base: minimalProd, patch: `{"database": {"instanceClass": "db.t4g.small"}}`, path: "database.insights", wrong: "db.t4g.small has no Database Insights", write: "false, or"},
		{name: "little storage", patch: `{"database": {"storageGiB": 19}}`, path: "database.storageGiB", wrong: "no gp3 storage of 19 GiB", write: "20 to 65536"},
		{name: "much storage", patch: `{"database": {"storageGiB": 65537}}`, path: "database.storageGiB", wrong: "no gp3 storage of 65537 GiB", write: "20 to 65536"},
		{name: "retention of 36 days", patch: `{"database": {"backupRetentionDays": 36}}`, path: "database.backupRetentionDays", wrong: "cannot keep backups for 36 days", write: "0 to 35"},
		{name: "negative retention", patch: `{"database": {"backupRetentionDays": -1}}`, path: "database.backupRetentionDays", wrong: "cannot keep backups for -1 days", write: "0 to 35"},
		{name: "replica without backups", patch: `{"database": {"backupRetentionDays": 0, "readReplica": true}}`, path: "database.backupRetentionDays", wrong: "a read replica needs the backups", write: "1 to 35"},
		{name: "few backups in production", base: minimalProd, patch: `{"database": {"backupRetentionDays": 6}}`, path: "database.backupRetentionDays", wrong: "6 days of backups are too few", write: "7 to 35"},
		{name: "one zone in production", base: minimalProd, patch: `{"database": {"multiAz": false}}`, path: "database.multiAz", wrong: "a standby in another zone", write: "true"},
		{name: "no deletion protection in production", base: minimalProd, patch: `{"database": {"deletionProtection": false}}`, path: "database.deletionProtection", wrong: "one call could delete", write: "true; switch it off by hand"},
		{name: "general log in production", base: minimalProd, patch: `{"database": {"generalLog": true}}`, path: "database.generalLog", wrong: "writes every statement", write: "false in production"},
		{name: "prefix of secrets with a slash", patch: `{"database": {"secretNamePrefix": "/kasha/dev"}}`, path: "database.secretNamePrefix", wrong: `"/kasha/dev" cannot begin`, write: "joined by single slashes"},
		{name: "endless prefix of secrets", patch: `{"database": {"secretNamePrefix": "` + strings.Repeat("a", 401) + `"}}`, path: "database.secretNamePrefix", wrong: "cannot begin", write: "letters, digits"},
		{name: "no connection", patch: `{"database": {"poolSize": 0}}`, path: "database.poolSize", wrong: "a pool of 0 connections", write: "1 or more"},
		{name: "endless pool", patch: `{"database": {"poolSize": 1001}}`, path: "database.poolSize", wrong: "more than one task can use", write: "at most 1000"},
		{name: "pools that exceed the database's connections", patch: `{"database": {"poolSize": 20}}`, path: "database.poolSize",
			wrong: "8 backend tasks, twice maxTasks; with poolSize 20 each and 10 reserved for rotation and people that is 8 x 20 + 10 = 170 connections, and db.t3.micro takes 64", write: "a poolSize of at most 6, or a larger instanceClass, or proxy: true"},
		{name: "pools that exceed them by one task's share", patch: `{"backend": {"maxTasks": 7}, "database": {"poolSize": 4}}`, path: "database.poolSize", wrong: "14 x 4 + 10 = 66 connections, and db.t3.micro takes 64", write: "a poolSize of at most 3"},
		{name: "more tasks than the pools allow", patch: `{"backend": {"maxTasks": 6}}`, path: "backend.maxTasks", wrong: "12 x 5 + 10 = 70 connections, and db.t3.micro takes 64", write: "at most 5 as backend.maxTasks"},
		{name: "class too small for the pools", base: minimalProd, patch: `{"database": {"instanceClass": "db.t4g.small", "insights": false}, "backend": {"maxTasks": 16}}`, path: "backend.maxTasks", wrong: "32 x 5 + 10 = 170 connections, and db.t4g.small takes 128", write: "a poolSize of at most 3, or at most 11 as backend.maxTasks"},
		{name: "replica behind no proxy", patch: `{"database": {"poolSize": 20, "proxy": true, "readReplica": true}}`, path: "database.poolSize", wrong: "db.t3.micro, which the read replica is too, takes 64", write: "a larger instanceClass"},
		{name: "secrets of another environment", base: minimalDev, patch: `/{"environments": [` + minimalDev + `, {"name":"test","tier":"nonproduction","region":"us-east-1","availabilityZones":["us-east-1a","us-east-1b"],"database":{"secretNamePrefix":"kasha/dev/rds/mysql"}}]}`,
			path: "/environments[1].database.secretNamePrefix", wrong: "already names the secrets of environments[0]", write: `"kasha/test/rds/mysql"`},
	}
}

func badEdges() []bad {
	domain := func(name, domain, path, wrong, write string) bad {
		return bad{name: name, patch: `{"edge": {"domain": ` + domain + `}}`, path: "edge.domain." + path, wrong: wrong, write: write}
	}
	return []bad{
		{name: "rate limit below AWS's minimum", patch: `{"edge": {"rateLimit": 9}}`, path: "edge.rateLimit", wrong: "cannot limit to 9 requests", write: "10 to 2000000000"},
		{name: "rate limit above AWS's maximum", patch: `{"edge": {"rateLimit": 2000000001}}`, path: "edge.rateLimit", wrong: "cannot limit to 2000000001", write: "10 to 2000000000"},
		{name: "rule for bodies", patch: `{"edge": {"maxBodyRule": "allow"}}`, path: "edge.maxBodyRule", wrong: `"allow" is nothing that can be done`, write: `"block", or "count"`},
		{name: "everything cached", patch: `{"edge": {"cachedPaths": ["/*"]}}`, path: "edge.cachedPaths[0]", wrong: "would cache every page", write: `"/static/*"`},
		{name: "everything cached another way", patch: `{"edge": {"cachedPaths": ["/static/*", "*"]}}`, path: "edge.cachedPaths[1]", wrong: "would cache every page", write: `"/static/*"`},
		{name: "relative cached path", patch: `{"edge": {"cachedPaths": ["static/*"]}}`, path: "edge.cachedPaths[0]", wrong: "is not a path pattern", write: "a path from the root"},
		{name: "space in a cached path", patch: `{"edge": {"cachedPaths": ["/my files/*"]}}`, path: "edge.cachedPaths[0]", wrong: "is not a path pattern", write: "a path from the root"},
		{name: "endless cached path", patch: `{"edge": {"cachedPaths": ["/` + strings.Repeat("a", 255) + `"]}}`, path: "edge.cachedPaths[0]", wrong: "is not a path pattern", write: "255 characters"},
		{name: "cached path twice", patch: `{"edge": {"cachedPaths": ["/static/*", "/static/*"]}}`, path: "edge.cachedPaths[1]", wrong: "twice", write: "it once"},
		{name: "too many cached paths", patch: `{"edge": {"cachedPaths": [` + strings.TrimSuffix(strings.Repeat(`"/a/*",`, 75), ",") + `]}}`, path: "edge.cachedPaths", wrong: "there are 75 paths, and CloudFront allows 74", write: "fewer paths"},
		{name: "prefix list that is none", patch: `{"edge": {"originPrefixList": "pl-cloudfront"}}`, path: "edge.originPrefixList", wrong: "is not the id of a prefix list", write: "describe-managed-prefix-lists"},
		{name: "prefix list of another region", base: minimalProd, patch: `{"edge": {"originPrefixList": "pl-3b927c52"}}`, path: "edge.originPrefixList", wrong: "pl-3b927c52 is the list of us-east-1", write: "describe-managed-prefix-lists"},
		{name: "region without a known prefix list", patch: `{"region": "il-central-1", "availabilityZones": ["il-central-1a", "il-central-1b"]}`, path: "edge.originPrefixList", wrong: "does not know CloudFront's prefix list in il-central-1", write: "describe-managed-prefix-lists"},
		domain("domain outside its zone", `{"name": "app.example.org", "zoneName": "example.com", "hostedZoneId": "Z123"}`, "name", `"app.example.org" is not inside the zone "example.com"`, `"app.example.com"`),
		domain("domain that only ends alike", `{"name": "myexample.com", "zoneName": "example.com", "hostedZoneId": "Z123"}`, "name", "is not inside the zone", `"app.example.com"`),
		domain("domain without a name", `{"zoneName": "example.com", "hostedZoneId": "Z123"}`, "name", "the name is missing", `"app.example.com"`),
		domain("wildcard domain", `{"name": "*.example.com", "zoneName": "example.com", "hostedZoneId": "Z123"}`, "name", "is not a host name", "in lower case"),
		domain("address as a domain", `{"name": "10.0.0.1", "zoneName": "example.com", "hostedZoneId": "Z123"}`, "name", "is not a host name", "in lower case"),
		domain("domain too long for a certificate", `{"name": "`+strings.Repeat("a", 46)+`.example.com", "zoneName": "example.com", "hostedZoneId": "Z123"}`, "name", "the name has 58 characters", "at most 57"),
		domain("zone with a dot at its end", `{"name": "app.example.com", "zoneName": "example.com.", "hostedZoneId": "Z123"}`, "zoneName", "is not the name of a zone", "without a dot at its end"),
		domain("id of a zone with its path", `{"name": "app.example.com", "zoneName": "example.com", "hostedZoneId": "/hostedzone/Z123"}`, "hostedZoneId", "is not the id", "Z and capital letters"),
		domain("no id of the zone", `{"name": "app.example.com", "zoneName": "example.com"}`, "hostedZoneId", "the hostedZoneId is missing", "list-hosted-zones"),
		{name: "domain of another environment", patch: `/{"environments": [` + withDomain(minimalDev) + `,` + withDomain(minimalProd) + `]}`, path: "/environments[1].edge.domain.name", wrong: "already belongs to environments[0]", write: "one distribution only"},
	}
}

func withDomain(environment string) string {
	return strings.TrimSuffix(environment, "}") + `,"edge":{"domain":{"name":"app.example.com","zoneName":"example.com","hostedZoneId":"Z123"}}}`
}

func badOperations() []bad {
	return []bad{
		{name: "no main queue", patch: `{"messaging": {"main": []}}`, path: "messaging.main", wrong: "there is no main queue", write: `["jobs"]`},
		{name: "underscore in a queue", patch: `{"messaging": {"main": ["big_jobs"]}}`, path: "messaging.main[0]", wrong: `"big_jobs" cannot name a queue`, write: "single hyphens"},
		{name: "long queue", patch: `{"messaging": {"main": ["` + strings.Repeat("a", 41) + `"]}}`, path: "messaging.main[0]", wrong: "cannot name a queue", write: "at most 40"},
		{name: "queue like a dead-letter queue", patch: `{"messaging": {"main": ["jobs", "jobs-dead"]}}`, path: "messaging.main[1]", wrong: "ends like a dead-letter queue", write: "without -dead"},
		{name: "queue in both lists", patch: `{"messaging": {"main": ["jobs", "email"]}}`, path: "messaging.notification[0]", wrong: `"email" is already a queue`, write: "another name"},
		{name: "queue twice", patch: `{"messaging": {"notification": ["sms", "sms"]}}`, path: "messaging.notification[1]", wrong: `"sms" is already a queue`, write: "another name"},
		{name: "too many queues", patch: `{"messaging": {"main": [` + strings.TrimSuffix(strings.Repeat(`"a",`, 16), ",") + `]}}`, path: "messaging", wrong: "there are 18 queues", write: "at most 17"},
		{name: "queues that differ by a hyphen", patch: `{"messaging": {"main": ["order-1", "order1"]}}`, path: "messaging.main[1]", wrong: `"order1" differs from "order-1" by hyphens only`, write: "letters or digits"},
		{name: "retention that CloudWatch lacks", patch: `{"logs": {"retentionDays": 10}}`, path: "logs.retentionDays", wrong: "does not offer 10 days", write: "1, 3, 5, 7, 14"},
		{name: "logs for ever", patch: `{"logs": {"retentionDays": 0}}`, path: "logs.retentionDays", wrong: "does not offer 0 days", write: "or 3653"},
		{name: "address without a host", patch: `{"alarms": {"email": "ops"}}`, path: "alarms.email", wrong: `"ops" is not an email address`, write: `"ops@example.com"`},
		{name: "two addresses", patch: `{"alarms": {"email": "a@example.com,b@example.com"}}`, path: "alarms.email", wrong: "is not an email address", write: "one address"},
		{name: "endless address", patch: `{"alarms": {"email": "` + strings.Repeat("a", 243) + `@example.com"}}`, path: "alarms.email", wrong: "is not an email address", write: "one address"},
		{name: "coverage that is none", patch: `{"alarms": {"coverage": "all"}}`, path: "alarms.coverage", wrong: `"all" is no coverage`, write: "full or critical"},
		{name: "alarm at no error", patch: `{"alarms": {"errorPercent": 0}}`, path: "alarms.errorPercent", wrong: "at 0 failed requests", write: "1 to 50"},
		{name: "alarm when all is lost", patch: `{"alarms": {"errorPercent": 51}}`, path: "alarms.errorPercent", wrong: "at 51 failed requests", write: "1 to 50"},
		{name: "latency in seconds", patch: `{"alarms": {"latencyMs": 1}}`, path: "alarms.latencyMs", wrong: "against 1 ms", write: "10 to 60000"},
		{name: "latency beyond the timeout", patch: `{"alarms": {"latencyMs": 60001}}`, path: "alarms.latencyMs", wrong: "against 60001 ms", write: "10 to 60000"},
		{name: "canary without its alarm", patch: `{"alarms": {"canary": true}}`, path: "alarms.canary", wrong: "where critical coverage has none", write: `"full" as the coverage`},
		{name: "negative budget", patch: `{"budget": {"monthlyUsd": -1}}`, path: "budget.monthlyUsd", wrong: "-1 dollars are no budget", write: "or 0 for none"},
		{name: "endless budget", patch: `{"budget": {"monthlyUsd": 10000001}}`, path: "budget.monthlyUsd", wrong: "10000001 dollars", write: "1 to 10000000"},
	}
}

const goodPipeline = `{"repository": "example/kasha", "account": "111111111111", "region": "us-east-1",
	"connectionArn": "arn:aws:codeconnections:us-east-1:111111111111:connection/01234567-89ab-cdef-0123-456789abcdef"}`

func badPipelines() []bad {
	withAccount := strings.TrimSuffix(minimalDev, "}") + `,"account":"222222222222"}`
	pipeline := func(name, patch, path, wrong, write string) bad {
		return bad{name: name, base: withAccount, patch: `/{"pipeline": ` + patch + `}`, path: "/pipeline." + path, wrong: wrong, write: write}
	}
	change := func(old, new string) string { return strings.Replace(goodPipeline, old, new, 1) }
	return []bad{
		pipeline("repository without an owner", change("example/kasha", "kasha"), "repository", `"kasha" is not a repository's full name`, "owner/name"),
		pipeline("repository by its address", change("example/kasha", "https://github.com/example/kasha"), "repository", "not a repository's full name", "owner/name"),
		pipeline("endless repository", change("example/kasha", "example/"+strings.Repeat("a", 193)), "repository", "not a repository's full name", "owner/name"),
		pipeline("no repository", change(`"repository": "example/kasha",`, ""), "repository", "the repository is missing", "owner/name"),
		pipeline("branch with a space", change(`{`, `{"branch": "my branch",`), "branch", `"my branch" is not the name of a branch`, `"main"`),
		pipeline("branch with two dots", change(`{`, `{"branch": "a..b",`), "branch", "is not the name of a branch", `"main"`),
		pipeline("no account of the pipeline", change(`"account": "111111111111",`, ""), "account", "the account is missing", "12 digits"),
		pipeline("region of the pipeline", change(`"region": "us-east-1"`, `"region": "us-east"`), "region", `"us-east" is no region`, `"us-east-1"`),
		pipeline("region without the pipeline's services", strings.ReplaceAll(goodPipeline, "us-east-1", "eu-south-2"), "region", "eu-south-2 lacks services that the pipeline is made of", "eu-west-3"),
		pipeline("email of the pipeline", change(`{`, `{"email": "ops@",`), "email", `"ops@" is not an email address`, `"ops@example.com"`),
		pipeline("connection that is none", change("connection/", "host/"), "connectionArn", "is not the ARN of a connection", "list-connections"),
		pipeline("no connection", `{"repository": "example/kasha", "account": "111111111111", "region": "us-east-1"}`, "connectionArn", "the connectionArn is missing", "list-connections"),
		pipeline("connection of another region", change("codeconnections:us-east-1", "codeconnections:eu-west-1"), "connectionArn", "the connection is in eu-west-1, the pipeline in us-east-1", "in the pipeline's region"),
		pipeline("connection of another account", change(":111111111111:", ":333333333333:"), "connectionArn", "the connection is in account 333333333333", "in the pipeline's account"),
		{name: "environment without an account", patch: `/{"pipeline": ` + goodPipeline + `}`, path: "/environments[0].account", wrong: "a pipeline must know where to deploy", write: "12 digits, in quotes; or take pipeline out"},
	}
}
