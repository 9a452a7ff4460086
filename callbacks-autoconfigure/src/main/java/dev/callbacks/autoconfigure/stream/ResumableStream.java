// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.stream;

import java.util.UUID;
import java.util.function.Supplier;

import dev.callbacks.InvalidRequestException;
import dev.callbacks.RunConfig;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/**
 * An answer that a controller returns, of Spring MVC and of WebFlux alike. It is sent as
 * server-sent events. A browser that comes back with {@code Last-Event-ID} goes on after
 * that event, and the work does not begin anew.
 * <p>
 * <b>Thread-safety</b>: immutable.
 *
 * @since 0.1.0
 * @see ResumableStreams#open
 */
public final class ResumableStream {

	private final String name;

	private final RunConfig config;

	private final @Nullable Supplier<? extends Publisher<?>> work;

	private final @Nullable UUID root;

	private ResumableStream(String name, RunConfig config, @Nullable Supplier<? extends Publisher<?>> work,
			@Nullable UUID root) {
		this.name = name;
		this.config = config;
		this.work = work;
		this.root = root;
	}

	static ResumableStream opened(String name, Supplier<? extends Publisher<?>> work) {
		return new ResumableStream(name, RunConfig.empty(), work, null);
	}

	static ResumableStream resumed(UUID root) {
		return new ResumableStream("", RunConfig.empty(), null, root);
	}

	/**
	 * Adds a configuration for the root run of the stream: handlers, tags, metadata,
	 * timeout. The id of the run cannot be set.
	 * @param config the configuration
	 * @return the changed copy
	 */
	public ResumableStream with(RunConfig config) {
		InvalidRequestException.required(config, "The configuration of a stream");
		return new ResumableStream(this.name, this.config.merge(config), this.work, this.root);
	}

	String name() {
		return this.name;
	}

	RunConfig config() {
		return this.config;
	}

	/**
	 * Returns what creates the work.
	 * @return the work, or {@code null} if the stream was opened before
	 */
	@Nullable Supplier<? extends Publisher<?>> work() {
		return this.work;
	}

	/**
	 * Returns the id of a stream that was opened before.
	 * @return the id, or {@code null} if it is to be opened
	 */
	@Nullable UUID root() {
		return this.root;
	}

}
