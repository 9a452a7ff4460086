// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.relay;

import java.nio.file.Path;
import java.time.Duration;

import dev.callbacks.kafka.wire.LogTopics;
import dev.callbacks.kafka.wire.Origin;

/**
 * The way in which a relay works.
 *
 * @param origin this process
 * @param topics the topics
 * @param content whether what users and models write is sent; without it there are no
 * tokens
 * @param durable whether runs wait while the buffer is full, so that no token is left out
 * @param frameDelay the time that a token waits for others
 * @param watchedFrameDelay the time that it waits if somebody watches
 * @param bufferSize the bytes that may be on their way
 * @param maxRecordSize the largest record in bytes
 * @param heartbeat the time between two signs of life
 * @param lease the time without a sign of life after which a process counts as dead
 * @param spoolFolder the folder of the spool, which several processes may share
 * @param spoolMaxSize the largest size of the spool in bytes
 * @since 0.1.0
 */
public record RelayOptions(Origin origin, LogTopics topics, boolean content, boolean durable, Duration frameDelay,
		Duration watchedFrameDelay, long bufferSize, int maxRecordSize, Duration heartbeat, Duration lease,
		Path spoolFolder, long spoolMaxSize) {

}
