// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.stream;

import java.security.Principal;
import java.util.UUID;
import java.util.function.Supplier;

import dev.callbacks.InvalidRequestException;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/**
 * Describes streams of answers, which controllers return, and stops them. The text of a
 * stream is what models say in it, whatever the items of its work are.
 * <p>
 * A stream is a root run of its own. Its work goes on when the connection breaks. It
 * belongs to the user whose request opened it; one that was opened without a user belongs
 * to whoever has its id, which cannot be guessed.
 * <p>
 * <b>Thread-safety</b>: any thread may use it.
 *
 * @since 0.1.0
 */
public final class ResumableStreams {

	/** The key of the metadata that all runs of a stream have. */
	public static final String STREAM_KEY = "callbacks.stream";

	/**
	 * The key of the metadata with the name of the user to whom a stream belongs. Without
	 * it the stream belongs to whoever has its id.
	 */
	public static final String OWNER_KEY = "callbacks.stream.owner";

	private final StreamRegistry registry;

	private final StreamResponder responder;

	private final boolean enabled;

	ResumableStreams(StreamRegistry registry, StreamResponder responder, boolean enabled) {
		this.registry = registry;
		this.responder = responder;
		this.enabled = enabled;
	}

	/**
	 * Describes a stream.
	 * @param name the name of its root run
	 * @param work creates the work, such as a stream of a chat model. Called once, and
	 * not at all for a browser that resumes
	 * @return the stream, for a controller to return
	 */
	public ResumableStream open(String name, Supplier<? extends Publisher<?>> work) {
		InvalidRequestException.required(name, "The name of a stream");
		InvalidRequestException.required(work, "The work of a stream");
		if (!this.enabled) {
			throw new IllegalStateException(
					"Streams have the events of handlers, which are off by 'callbacks.enabled'");
		}
		return ResumableStream.opened(name, work);
	}

	/**
	 * Describes a stream named "stream".
	 * @param work the work, such as a stream of a chat model, which begins when it is
	 * subscribed to
	 * @return the stream, for a controller to return
	 */
	public ResumableStream open(Publisher<?> work) {
		InvalidRequestException.required(work, "The work of a stream");
		return open("stream", () -> work);
	}

	/**
	 * Describes a stream that was opened before, from its beginning or after the event
	 * that {@code Last-Event-ID} names.
	 * @param root the id of the stream
	 * @return the stream, for a controller to return. The reply is 404 if there is no
	 * such stream, or it belongs to another user
	 */
	public ResumableStream resume(UUID root) {
		InvalidRequestException.required(root, "The id of a stream");
		return ResumableStream.resumed(root);
	}

	/**
	 * Stops the work of a stream.
	 * @param root the id of the stream
	 * @param user the user, or {@code null} if there is none
	 * @return whether the stream was under way and belongs to the user
	 */
	public Mono<Boolean> stop(UUID root, @Nullable Principal user) {
		InvalidRequestException.required(root, "The id of a stream");
		return this.responder.stop(root, StreamVisitor.of(user));
	}

	/**
	 * Keeps the work of a stream of this instance going, since it is read at another one:
	 * for 30 seconds, or for the time without readers that is set if that is longer. Does
	 * nothing if this instance does not have it.
	 * @param root the id of the stream
	 */
	public void keep(UUID root) {
		LocalStream stream = this.registry.find(root);
		if (stream != null) {
			stream.keep();
		}
	}

}
