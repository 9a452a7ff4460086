// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.wire;

import java.time.Duration;

import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.jdk.JdkHttpClientBuilder;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;

/**
 * LangChain4j's own client, whose streams are never read on the caller's thread. By
 * itself it reads there if the server answers before the client has asked to be told of
 * it, so that a busy machine decides what a test sees.
 */
final class StreamsElsewhere implements HttpClientBuilder {

	private final JdkHttpClientBuilder builder = new JdkHttpClientBuilder();

	@Override
	public Duration connectTimeout() {
		return this.builder.connectTimeout();
	}

	@Override
	public HttpClientBuilder connectTimeout(Duration timeout) {
		this.builder.connectTimeout(timeout);
		return this;
	}

	@Override
	public Duration readTimeout() {
		return this.builder.readTimeout();
	}

	@Override
	public HttpClientBuilder readTimeout(Duration timeout) {
		this.builder.readTimeout(timeout);
		return this;
	}

	@Override
	public HttpClient build() {
		HttpClient client = this.builder.build();
		return new HttpClient() {

			@Override
			public SuccessfulHttpResponse execute(HttpRequest request) {
				return client.execute(request);
			}

			@Override
			public void execute(HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
				Thread thread = new Thread(() -> client.execute(request, parser, listener), "wire-client");
				thread.setDaemon(true);
				thread.start();
			}

		};
	}

}
