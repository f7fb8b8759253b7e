"""The provider of payments behind the domain's port: Stripe, or whatever speaks as Stripe does."""
