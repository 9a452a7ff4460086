// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * Work of the application that is a run: methods with {@code @CallbackRun}, and the way
 * of the current run to other threads.
 */
@NullMarked
package dev.callbacks.autoconfigure.run;

import org.jspecify.annotations.NullMarked;
