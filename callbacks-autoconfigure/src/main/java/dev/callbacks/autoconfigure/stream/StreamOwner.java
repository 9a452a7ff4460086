// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.stream;

import java.security.Principal;
import java.util.Map;
import java.util.UUID;

import dev.callbacks.event.RunInfo;
import org.jspecify.annotations.Nullable;

/**
 * The owner of a stream.
 *
 * @param name the name of the user, or {@code null} for whoever has the id of the stream
 */
record StreamOwner(@Nullable String name) {

	static StreamOwner of(@Nullable Principal principal) {
		return new StreamOwner((principal != null) ? principal.getName() : null);
	}

	/**
	 * Returns the owner of a stream of another instance.
	 * @return the owner, or {@code null} if the root run is no stream
	 */
	static @Nullable StreamOwner of(RunInfo root) {
		if (!root.metadata().containsKey(ResumableStreams.STREAM_KEY)) {
			return null;
		}
		Object name = root.metadata().get(ResumableStreams.OWNER_KEY);
		return new StreamOwner((name != null) ? name.toString() : null);
	}

	Map<String, Object> metadata() {
		return (this.name != null) ? Map.of(ResumableStreams.STREAM_KEY, true, ResumableStreams.OWNER_KEY, this.name)
				: Map.of(ResumableStreams.STREAM_KEY, true);
	}

	boolean admits(StreamOwner visitor) {
		return this.name == null || this.name.equals(visitor.name);
	}

	/**
	 * Returns what readers are counted by: the user, or the stream if it has none.
	 */
	Object account(UUID root) {
		return (this.name != null) ? this.name : root;
	}

}
