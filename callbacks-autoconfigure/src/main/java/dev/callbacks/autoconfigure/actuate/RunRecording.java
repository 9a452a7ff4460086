// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.actuate;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;

import dev.callbacks.CallbackManager;
import dev.callbacks.HandlerSettings;
import dev.callbacks.event.EventType;
import dev.callbacks.handler.RunRecorder;
import dev.callbacks.spi.ContentRedactor;
import dev.callbacks.spi.ContentSink;
import dev.callbacks.spi.HandlerDescriptor;
import dev.callbacks.spi.HandlerRegistry;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.actuate.endpoint.Show;

/**
 * The recording of recent runs for the endpoint, by a handler of its own. It keeps
 * content only if somebody may be shown it, and no tokens.
 */
final class RunRecording implements SmartInitializingSingleton, DisposableBean, ContentSink {

	/** More than a tree has that somebody wants to read. */
	private static final int MAX_EVENTS = 1_000;

	private final CallbackManager manager;

	private final RunRecorder recorder;

	private final List<HandlerDescriptor> handlers;

	RunRecording(CallbackManager manager, CallbacksEndpointProperties properties) {
		this.manager = manager;
		RunRecorder recorder = new RunRecorder(Math.max(1, properties.recentRuns()), MAX_EVENTS);
		this.recorder = (properties.showContent() == Show.NEVER) ? recorder.withoutContent() : recorder;
		this.handlers = (properties.recentRuns() != 0) ? List.of(describe(this.recorder)) : List.of();
	}

	private static HandlerDescriptor describe(RunRecorder recorder) {
		HandlerSettings noTokens = HandlerSettings.none()
			.withInterest(EnumSet.complementOf(EnumSet.of(EventType.LLM_NEW_TOKEN)));
		return new HandlerDescriptor("callbackRunRecorder", recorder, RunRecorder.class, recorder, Map.of(), false,
				false, noTokens.overriddenBy(recorder.settings()));
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (this.manager instanceof HandlerRegistry registry) {
			registry.register(this.handlers);
		}
	}

	@Override
	public void redactBy(ContentRedactor redactor) {
		this.recorder.redactBy(redactor);
	}

	RunRecorder recorder() {
		return this.recorder;
	}

	@Override
	public void destroy() {
		if (this.manager instanceof HandlerRegistry registry) {
			registry.unregister(this.handlers);
		}
	}

}
