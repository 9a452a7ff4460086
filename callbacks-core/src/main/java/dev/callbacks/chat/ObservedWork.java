// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.chat;

import java.util.function.Supplier;

import dev.callbacks.DrivenRun;
import dev.callbacks.InvalidRequestException;
import dev.callbacks.call.Caller;
import dev.callbacks.call.Failures;
import dev.callbacks.call.LawfulFlux;
import dev.callbacks.call.Work;
import dev.callbacks.message.ChatChunk;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stream of another library's model as the work of one call. An exception of the
 * reader is logged, and handlers miss only that part.
 *
 * @param <T> the type of the items
 */
final class ObservedWork<T> implements Work<T> {

	private static final Logger logger = LoggerFactory.getLogger(ObservedModel.class);

	private final Publisher<T> source;

	/** The reader, or {@code null} if there is none, so that handlers get no items. */
	private final @Nullable ChunkReader<T> reader;

	private @Nullable ChatChunk latest;

	ObservedWork(Publisher<T> source, Supplier<? extends ChunkReader<T>> readers) {
		this.source = source;
		this.reader = reader(readers);
	}

	private static <T> @Nullable ChunkReader<T> reader(Supplier<? extends ChunkReader<T>> readers) {
		try {
			return InvalidRequestException.required(readers.get(), "The reader of a stream");
		}
		catch (Throwable ex) {
			Failures.isolate(logger, "A reader of a model's stream could not be made, so handlers get no items", ex);
			return null;
		}
	}

	@Override
	public Publisher<T> source(DrivenRun run, Caller caller) {
		return LawfulFlux.of(this.source);
	}

	@Override
	public boolean isTokens() {
		return true;
	}

	@Override
	public @Nullable ChatChunk token(T item) {
		if (this.reader == null) {
			return null;
		}
		try {
			ChatChunk chunk = this.reader.read(item);
			this.latest = (chunk != null) ? chunk : this.latest;
			return chunk;
		}
		catch (Throwable ex) {
			Failures.isolate(logger, "An item of a model's stream could not be read, so handlers do not get it", ex);
			return null;
		}
	}

	@Override
	public Ending<T> complete() {
		ChatChunk latest = this.latest;
		return (latest != null && latest.last()) ? Ending.with(null) : new Ending<>(null, closing(), null);
	}

	private ChatChunk closing() {
		try {
			return (this.reader != null) ? this.reader.closing() : ChatChunk.closing();
		}
		catch (Throwable ex) {
			Failures.isolate(logger, "The end of a model's stream could not be read, so handlers get no usage", ex);
			return ChatChunk.closing();
		}
	}

}
