// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.wire;

/**
 * Something that a user of LangChain4j does, and what comes of it.
 */
interface LangChain4jStory {

	void play(LangChain4jWorld world);

}
