package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

const (
	// receiveSeconds is how long SQS holds a call while the queue is empty. After SIGTERM, the worker waits for the call's answer. If it
	// broke the call off, SQS could deliver a message to nobody, and hide it for the visibility time-out.
	receiveSeconds = 5

	// packTimeout limits the work on one message. With receiveSeconds, it is shorter than the worker's stopSeconds in kasha.json, and it is
	// much shorter than the queue's visibility time-out.
	packTimeout = 30 * time.Second
)

// worker takes orders from the queue and packs them.
type worker struct {
	databases
	client *sqs.Client
	queue  string
}

// work takes messages until the context ends, which SIGTERM causes. It finishes the message in work, and takes no further one.
func (w worker) work(ctx context.Context) error {
	if _, err := w.primary.ExecContext(ctx, "SELECT packed FROM orders LIMIT 0"); err != nil {
		return fmt.Errorf("the schema is not the one of this image: %w; fix: run the release, which is shop migrate", err)
	}
	slog.Info("the worker takes orders")
	finish := context.WithoutCancel(ctx)
	for ctx.Err() == nil {
		received, err := w.client.ReceiveMessage(finish, &sqs.ReceiveMessageInput{
			QueueUrl: &w.queue, MaxNumberOfMessages: 1, WaitTimeSeconds: receiveSeconds,
		})
		if err != nil {
			return queueProblem(w.queue, err)
		}
		for _, message := range received.Messages {
			if err := w.handle(finish, message); err != nil {
				return err
			}
		}
	}
	slog.Info("the worker takes no further orders")
	return nil
}

// queueProblem says which queue an error of SQS is about.
func queueProblem(queue string, err error) error {
	if missing := new(types.QueueDoesNotExist); errors.As(err, &missing) {
		return fmt.Errorf("the queue of QUEUE_%s_URL, %s, does not exist; fix: deploy the data stack, which makes it: %w",
			ordersQueue, queue, err)
	}
	return fmt.Errorf("the queue of QUEUE_%s_URL, %s: %w", ordersQueue, queue, err)
}

// handle packs the order of a message, and then deletes the message. After an error, SQS delivers it again when the visibility time-out is
// over, and after three deliveries moves it to the dead-letter queue. The worker ends if it cannot work. Otherwise it would spend the
// deliveries of all messages while the database is away.
func (w worker) handle(ctx context.Context, message types.Message) error {
	ctx, cancel := context.WithTimeout(ctx, packTimeout)
	defer cancel()
	var placed order
	if err := json.Unmarshal([]byte(aws.ToString(message.Body)), &placed); err != nil || placed.ID == 0 {
		slog.Error("a message is no order, and stays in the queue", "message", aws.ToString(message.MessageId), "error", fmt.Sprint(err))
		return nil
	}
	// SQS may deliver a message twice. The second time changes nothing.
	result, err := w.primary.ExecContext(ctx, "UPDATE orders SET packed = CURRENT_TIMESTAMP WHERE id = ? AND packed IS NULL", placed.ID)
	if err != nil {
		return fmt.Errorf("packing order %d: %w; its message returns to the queue", placed.ID, err)
	}
	changed, err := result.RowsAffected()
	if err != nil {
		return err
	}
	_, err = w.client.DeleteMessage(ctx, &sqs.DeleteMessageInput{QueueUrl: &w.queue, ReceiptHandle: message.ReceiptHandle})
	if err != nil {
		return fmt.Errorf("deleting the message of order %d, which is packed: %w", placed.ID, err)
	}
	slog.Info("an order is packed", "order", placed.ID, "first", changed == 1)
	return nil
}
