// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * Beans of other libraries that are observed: what stands in for them, and what is said
 * of it. Shared by the auto-configurations for those libraries.
 */
@NullMarked
package dev.callbacks.autoconfigure.observed;

import org.jspecify.annotations.NullMarked;
