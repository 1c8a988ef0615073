package example

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kasha/internal/cloudformation"
)

// cloud is the emulator of AWS's interfaces. S3 and SQS are used of it.
type cloud struct {
	endpoint string
	queues   map[string]string // URL by name
}

// startCloud starts the emulator with the Python whose folder scripts/example names, and makes the buckets and queues of the templates.
func startCloud(t *testing.T, dir string, h hosts, environment cloudformation.Environment) *cloud {
	t.Helper()
	c := &cloud{endpoint: fmt.Sprintf("http://%s:4566", h.address(emulator)), queues: map[string]string{}}
	process := start(t, "the emulator", filepath.Join(dir, "emulator.log"), []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "TMPDIR=" + dir, "BIND_HOST=" + h.address(emulator), "GATEWAY_PORT=4566",
		"MINISTACK_HOST=" + h.address(emulator), "IOT_MTLS_ENABLED=0", "SFTP_ENABLED=0", "DOCKER_HOST=unix://" + dir + "/none",
		"PYTHONDONTWRITEBYTECODE=1",
	}, os.Getenv("KASHA_EXAMPLE_PYTHON"), "-c", "from ministack.app import main; main()")
	process.await(t, 60*time.Second, func() error {
		response, err := http.Get(c.endpoint + "/_ministack/health")
		if err != nil {
			return err
		}
		return response.Body.Close()
	})
	for _, queue := range environment.Resources("AWS::SQS::Queue") {
		name := queueName(queue)
		var made struct{ QueueUrl string }
		if err := c.sqs("CreateQueue", map[string]any{"QueueName": name}, &made); err != nil {
			t.Fatalf("queue %s: %v", name, err)
		}
		c.queues[name] = made.QueueUrl
	}
	for _, queue := range environment.Resources("AWS::SQS::Queue") {
		if err := c.configure(queue, environment); err != nil {
			t.Fatal(err)
		}
	}
	for _, bucket := range environment.Resources("AWS::S3::Bucket") {
		if _, err := c.s3(http.MethodPut, bucketName(bucket)); err != nil {
			t.Fatalf("bucket %s: %v", bucketName(bucket), err)
		}
	}
	return c
}

// configure gives a queue its template's visibility time-out and dead-letter queue.
func (c *cloud) configure(queue cloudformation.Resource, environment cloudformation.Environment) error {
	attributes := map[string]string{}
	if seconds, ok := queue.Properties.Int("VisibilityTimeout"); ok {
		attributes["VisibilityTimeout"] = fmt.Sprint(seconds)
	}
	if redrive := queue.Properties.Map("RedrivePolicy"); len(redrive) > 0 {
		dead, found := environment.Find(redrive.Text("deadLetterTargetArn"))
		if !found {
			return fmt.Errorf("the dead-letter queue of %s is not in the templates", queue)
		}
		had, err := c.attributes(queueName(dead))
		if err != nil {
			return err
		}
		attributes["RedrivePolicy"] = fmt.Sprintf(`{"deadLetterTargetArn": %q, "maxReceiveCount": %v}`, had["QueueArn"],
			redrive["maxReceiveCount"])
	}
	if len(attributes) == 0 {
		return nil
	}
	return c.change(queueName(queue), attributes)
}

// attributes are those of a queue, as SQS reports them.
func (c *cloud) attributes(queue string) (map[string]string, error) {
	var output struct{ Attributes map[string]string }
	err := c.sqs("GetQueueAttributes", map[string]any{"QueueUrl": c.queues[queue], "AttributeNames": []string{"All"}}, &output)
	return output.Attributes, err
}

func (c *cloud) change(queue string, attributes map[string]string) error {
	return c.sqs("SetQueueAttributes", map[string]any{"QueueUrl": c.queues[queue], "Attributes": attributes}, nil)
}

// queueName is the queue's own name, or one as CloudFormation generates it.
func queueName(queue cloudformation.Resource) string {
	return cmp.Or(queue.Properties.Text("QueueName"), queue.Stack+"-"+queue.LogicalID)
}

// bucketName is a name as CloudFormation generates one.
func bucketName(bucket cloudformation.Resource) string {
	return strings.ToLower(bucket.Stack + "-" + bucket.LogicalID + "-loopback")
}

// sqs calls one action of SQS's JSON interface.
func (c *cloud) sqs(action string, input any, output any) error {
	body, err := json.Marshal(input)
	if err != nil {
		return err
	}
	request, err := http.NewRequest(http.MethodPost, c.endpoint, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/x-amz-json-1.0")
	request.Header.Set("X-Amz-Target", "AmazonSQS."+action)
	answer, err := c.do(request, "sqs")
	if err != nil || output == nil {
		return err
	}
	return json.Unmarshal(answer, output)
}

// s3 calls S3 with a path: bucket or bucket/key.
func (c *cloud) s3(method, path string) ([]byte, error) {
	request, err := http.NewRequest(method, c.endpoint+"/"+path, nil)
	if err != nil {
		return nil, err
	}
	return c.do(request, "s3")
}

// do adds what tells the emulator which service is meant. It verifies no signature.
func (c *cloud) do(request *http.Request, service string) ([]byte, error) {
	request.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/"+service+
		"/aws4_request, SignedHeaders=host, Signature=0")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode >= 300 {
		err = errors.New(response.Status + ": " + string(body))
	}
	return body, err
}
