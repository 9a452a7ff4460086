// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.console;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

import dev.callbacks.AsyncCallbackHandler;
import dev.callbacks.CallbackManager;
import dev.callbacks.HandlerSettings;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.TerminalEvent;
import dev.callbacks.handler.RedactedContent;
import dev.callbacks.handler.ReplayRing;
import dev.callbacks.handler.RunRecorder;
import dev.callbacks.spi.ContentRedactor;
import dev.callbacks.spi.ContentSink;
import dev.callbacks.spi.HandlerDescriptor;
import dev.callbacks.spi.HandlerRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.actuate.endpoint.Show;

/**
 * The record of what the console shows, made by a handler: the latest trees of runs, and
 * the latest events. Text of tokens is kept only if somebody may be shown it.
 */
final class ConsoleRecorder implements ContentSink, SmartInitializingSingleton, DisposableBean {

	/** The number of events of a tree that are kept, without tokens. */
	static final int MAX_EVENTS = 1_000;

	/** More bits than there are events in a second. */
	private static final int EVENT_BITS = 20;

	private final CallbackManager manager;

	private final RunRecorder runs;

	private final ReplayRing<ConsoleEvent> events;

	private final RedactedContent content = new RedactedContent();

	private final boolean withContent;

	private final List<HandlerDescriptor> handlers;

	ConsoleRecorder(CallbackManager manager, ConsoleProperties properties) {
		this.manager = manager;
		this.runs = new RunRecorder(properties.runs(), MAX_EVENTS);
		this.events = new ReplayRing<>(properties.events(), Instant.now().getEpochSecond() << EVENT_BITS);
		this.withContent = properties.showContent() != Show.NEVER;
		Feed feed = new Feed();
		this.handlers = List.of(new HandlerDescriptor("callbackConsole", feed, Feed.class, feed, Map.of(), false, false,
				HandlerSettings.none()));
	}

	RunRecorder runs() {
		return this.runs;
	}

	ReplayRing<ConsoleEvent> events() {
		return this.events;
	}

	@Override
	public void redactBy(ContentRedactor redactor) {
		this.content.redactBy(redactor);
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (this.manager instanceof HandlerRegistry registry) {
			registry.register(this.handlers);
		}
	}

	@Override
	public void destroy() {
		if (this.manager instanceof HandlerRegistry registry) {
			registry.unregister(this.handlers);
		}
	}

	private void record(CallbackEvent event) {
		if (event instanceof LlmNewToken) {
			this.events.append(new ConsoleEvent(event, this.withContent ? this.content.of(event) : null, null));
			return;
		}
		if (this.withContent && event instanceof TerminalEvent) {
			// the end of a run also ends the redaction of its tokens
			this.content.of(event);
		}
		this.runs.onEvent(event);
		this.events.append(new ConsoleEvent(event, null, null));
	}

	/**
	 * The handler.
	 */
	private final class Feed implements AsyncCallbackHandler {

		@Override
		public @Nullable CompletionStage<?> onEvent(CallbackEvent event) {
			record(event);
			return null;
		}

	}

}
