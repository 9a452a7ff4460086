// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.springai;

import java.time.Duration;
import java.util.List;

import dev.callbacks.Run;
import dev.callbacks.RunStateException;
import dev.callbacks.autoconfigure.observed.ObservedBeans;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.retry.RetryListener;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryState;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.core.retry.Retryable;
import org.springframework.core.retry.support.CompositeRetryListener;

/**
 * A post-processor that reports the retries of Spring AI's template, and of others that a
 * property names, as retries of the current run. The template's own listener is called
 * first.
 */
final class RetryPostProcessor implements BeanPostProcessor {

	/** The name of the bean in Spring AI's auto-configuration. */
	private static final String TEMPLATE = "retryTemplate";

	private final ObservedBeans beans;

	RetryPostProcessor(ObservedBeans beans) {
		this.beans = beans;
	}

	@Override
	public Object postProcessBeforeInitialization(Object bean, String beanName) {
		if (bean.getClass() == RetryTemplate.class && isObserved(bean, beanName)) {
			RetryTemplate template = (RetryTemplate) bean;
			template.setRetryListener(new CompositeRetryListener(List.of(template.getRetryListener(), new Reporter())));
			this.beans.observed(beanName, "RetryTemplate");
		}
		return bean;
	}

	private boolean isObserved(Object bean, String beanName) {
		return beanName.equals(TEMPLATE) ? !this.beans.isExcluded(beanName, bean) : this.beans.isDemanded(beanName);
	}

	private static final class Reporter implements RetryListener {

		private static final Logger logger = LoggerFactory.getLogger(RetryPostProcessor.class);

		@Override
		public void beforeRetry(RetryPolicy policy, Retryable<?> retryable, RetryState state) {
			Run.find().ifPresent((run) -> {
				try {
					run.emitRetry(state.getRetryCount() + 1, Duration.ZERO, state.getLastException());
				}
				catch (RunStateException ex) {
					// the run was cancelled meanwhile: its handlers were told so
					logger.trace("A run is over", ex);
				}
			});
		}

	}

}
