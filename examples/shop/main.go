// Shop is a small application for Kasha. Its page shows orders. Its interface keeps them in MySQL, puts a receipt into the bucket and
// tells a queue, from which a worker takes them. One image has every role, and the command of the process chooses it:
//
//	shop web       the pages, as the frontend
//	shop api       the interface, as the backend
//	shop worker    packs orders, as a worker
//	shop report    counts orders, as a job
//	shop migrate   brings the schema up to date, as the release
//	shop health    asks the process in the same container whether it is well; for a health check of the container
//
// It keeps the contract of docs/application.md. It reads every variable of that page, and verifies MySQL's certificate. It writes to /tmp
// only. It closes idle connections later than the load balancer, and finishes its work after SIGTERM.
package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

func main() {
	slog.SetDefault(slog.New(slog.NewJSONHandler(os.Stdout, nil)))
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	role := ""
	if len(os.Args) == 2 {
		role = os.Args[1]
	}
	if err := run(ctx, role, os.Getenv); err != nil {
		slog.Error("the shop stops", "role", role, "error", err.Error())
		os.Exit(1)
	}
}

func run(ctx context.Context, role string, variable func(string) string) error {
	address := listenAddress(variable)
	keepAlive, err := readKeepAlive(variable)
	if err != nil {
		return err
	}
	switch role {
	case "web":
		settings, err := readWeb(variable)
		if err != nil {
			return err
		}
		return serve(ctx, address, keepAlive, newWeb(settings))
	case "health":
		return askHealth(ctx, address)
	case "api":
		return withDatabase(ctx, readAPI, func(s settings, d databases, cloud aws.Config) error {
			return serve(ctx, address, keepAlive, newAPI(s, d, cloud))
		})
	case "worker":
		return withDatabase(ctx, readWorker, func(s settings, d databases, cloud aws.Config) error {
			return worker{databases: d, client: sqs.NewFromConfig(cloud), queue: s.queues[ordersQueue]}.work(ctx)
		})
	case "report":
		return withDatabase(ctx, readReport, func(s settings, d databases, cloud aws.Config) error {
			return report(ctx, d, s3.NewFromConfig(cloud), s.bucket, time.Now())
		})
	case "migrate":
		return withDatabase(ctx, readMigrate, func(_ settings, d databases, _ aws.Config) error { return migrate(ctx, d) })
	}
	return fmt.Errorf("the role %q is unknown; fix: give one of web, api, worker, report, migrate, health as the command", role)
}

// withDatabase reads the settings of a role, logs in at the database and runs the role.
func withDatabase(ctx context.Context, read func([]string) (settings, error),
	role func(settings, databases, aws.Config) error) error {
	s, err := read(os.Environ())
	if err != nil {
		return err
	}
	// The SDK finds region and credentials in what ECS gives to each task.
	cloud, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		return err
	}
	d, err := openDatabases(ctx, s.database, cloud)
	if err != nil {
		return err
	}
	return role(s, d, cloud)
}

// listenAddress is the port of the container, 8080 as Kasha's default. SHOP_LISTEN lets several roles run on one machine.
func listenAddress(variable func(string) string) string {
	if address := variable("SHOP_LISTEN"); address != "" {
		return address
	}
	return ":8080"
}

func askHealth(ctx context.Context, address string) error {
	if address[0] == ':' {
		address = "127.0.0.1" + address
	}
	ctx, cancel := context.WithTimeout(ctx, 4*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+healthPath, nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s", healthPath, response.Status)
	}
	return nil
}
