package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// reported is the content of a report.
type reported struct {
	Orders int `json:"orders"`
	Packed int `json:"packed"`
}

// report counts all orders, and writes the result into the bucket. A run on the same day replaces the report: a job may run again.
func report(ctx context.Context, d databases, bucket *s3.Client, name string, at time.Time) error {
	var counted reported
	if err := d.primary.QueryRowContext(ctx, "SELECT COUNT(*), COUNT(packed) FROM orders").Scan(&counted.Orders, &counted.Packed); err != nil {
		return fmt.Errorf("counting orders: %w", err)
	}
	text, err := json.Marshal(counted)
	if err != nil {
		return err
	}
	key := "reports/" + at.UTC().Format(time.DateOnly) + ".json"
	_, err = bucket.PutObject(ctx, &s3.PutObjectInput{Bucket: &name, Key: aws.String(key), Body: strings.NewReader(string(text))})
	if err != nil {
		return fmt.Errorf("writing the report %s: %w", key, err)
	}
	slog.Info("the report is written", "key", key, "orders", counted.Orders, "packed", counted.Packed)
	return nil
}
