// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.stream;

import dev.callbacks.event.RunInfo;
import org.jspecify.annotations.Nullable;

/**
 * A tree of runs whose work runs, or ran, in another instance of the application.
 *
 * @param root the identity of the root run. If it is a stream, its metadata has
 * {@link ResumableStreams#STREAM_KEY}, and {@link ResumableStreams#OWNER_KEY} if it
 * belongs to a user
 * @param last the number of the terminal event of the root run, or {@code null} if the
 * run is not over as far as is known
 * @since 0.1.0
 */
public record RemoteStream(RunInfo root, @Nullable Long last) {

}
