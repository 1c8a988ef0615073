package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

// api is the backend: it keeps orders in MySQL, writes a receipt of each into the bucket and tells the queue.
type api struct {
	databases
	settings settings
	bucket   *s3.Client
	queue    *sqs.Client
}

type order struct {
	ID      int64  `json:"id"`
	Article string `json:"article"`
	Packed  bool   `json:"packed"`
}

func newAPI(s settings, databases databases, cloud aws.Config) http.Handler {
	a := api{databases: databases, settings: s, bucket: s3.NewFromConfig(cloud), queue: sqs.NewFromConfig(cloud)}
	routes := http.NewServeMux()
	routes.HandleFunc("GET /orders", a.list)
	routes.HandleFunc("POST /orders", a.place)
	routes.HandleFunc("GET /seen", a.seen)
	return routes
}

// list reads the replica, which may lag behind the primary: an order can be missing for a moment.
func (a api) list(answer http.ResponseWriter, request *http.Request) {
	rows, err := a.replica.QueryContext(request.Context(), "SELECT id, article, packed IS NOT NULL FROM orders ORDER BY id DESC LIMIT 50")
	if err != nil {
		failed(answer, "reading orders", err)
		return
	}
	defer rows.Close()
	orders := []order{}
	for rows.Next() {
		var o order
		if err := rows.Scan(&o.ID, &o.Article, &o.Packed); err != nil {
			failed(answer, "reading an order", err)
			return
		}
		orders = append(orders, o)
	}
	if err := rows.Err(); err != nil {
		failed(answer, "reading orders", err)
		return
	}
	answer.Header().Set("Content-Type", "application/json")
	json.NewEncoder(answer).Encode(orders)
}

func (a api) place(answer http.ResponseWriter, request *http.Request) {
	article := strings.TrimSpace(request.FormValue("article"))
	if article == "" || len(article) > 80 {
		http.Error(answer, "an order needs an article of at most 80 characters", http.StatusBadRequest)
		return
	}
	result, err := a.primary.ExecContext(request.Context(), "INSERT INTO orders (article) VALUES (?)", article)
	if err != nil {
		failed(answer, "writing an order", err)
		return
	}
	placed := order{Article: article}
	if placed.ID, err = result.LastInsertId(); err != nil {
		failed(answer, "writing an order", err)
		return
	}
	if err := a.tell(request.Context(), placed); err != nil {
		failed(answer, "telling of an order", err)
		return
	}
	answer.Header().Set("Content-Type", "application/json")
	answer.WriteHeader(http.StatusCreated)
	json.NewEncoder(answer).Encode(placed)
}

// tell writes the receipt and then the message. Whoever receives the message finds the receipt.
func (a api) tell(ctx context.Context, placed order) error {
	text, err := json.Marshal(placed)
	if err != nil {
		return err
	}
	_, err = a.bucket.PutObject(ctx, &s3.PutObjectInput{
		Bucket: &a.settings.bucket, Key: aws.String(fmt.Sprintf("receipts/%d.json", placed.ID)), Body: strings.NewReader(string(text)),
	})
	if err != nil {
		return err
	}
	queue := a.settings.queues[ordersQueue]
	if _, err = a.queue.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: &queue, MessageBody: aws.String(string(text))}); err != nil {
		return queueProblem(queue, err)
	}
	return nil
}

func (a api) seen(answer http.ResponseWriter, request *http.Request) {
	answer.Header().Set("Content-Type", "application/json")
	json.NewEncoder(answer).Encode(map[string]any{
		"viewer": viewerOf(request.Header), "forwardedFor": request.Header.Get("X-Forwarded-For"), "container": container(),
	})
}

func failed(answer http.ResponseWriter, what string, err error) {
	slog.Error(what, "error", err.Error())
	http.Error(answer, "the order could not be handled", http.StatusInternalServerError)
}
